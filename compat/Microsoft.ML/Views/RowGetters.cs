using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Getters of columns whose type only a schema knows.</summary>
internal static class RowGetters
{
    private static readonly MethodInfo GetGetter = typeof(DataViewRow).GetMethod(nameof(DataViewRow.GetGetter));

    public static Delegate Of(DataViewRow row, DataViewSchema.Column column) =>
        (Delegate)GetGetter.MakeGenericMethod(column.Type.RawType).Invoke(row, BindingFlags.DoNotWrapExceptions, null, [column], null);

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{column.Type.RawType}'");
}
