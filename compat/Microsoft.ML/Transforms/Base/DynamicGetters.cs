using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>Generic code called with types that only a schema knows.</summary>
internal static class DynamicGetters
{
    /// <summary>Calls the generic static method of a type with the type arguments given.</summary>
    public static object Call(Type owner, string method, Type[] types, params object[] arguments) =>
        owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).MakeGenericMethod(types)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
