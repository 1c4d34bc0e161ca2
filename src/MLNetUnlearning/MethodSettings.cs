using System.Globalization;
using System.Reflection;

namespace MLNetUnlearning;

/// <summary>Writes out the settings of a method, for the history.</summary>
internal static class MethodSettings
{
    public static string Of(UnlearningMethod method) => string.Join(", ", method.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name} = {property.GetValue(method)}")));
}
