using System.Globalization;
using System.Reflection;

namespace MLNetUnlearning;

/// <summary>Writes the settings of a method out: its public properties that can be set, in the order they are declared.</summary>
internal static class MethodSettings
{
    public static string Of(UnlearningMethod method) => string.Join(", ", method.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name} = {property.GetValue(method)}")));
}
