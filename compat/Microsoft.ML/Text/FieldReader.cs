using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Reads a column's value from the fields of the current row, and hands it out.</summary>
internal abstract class FieldReader
{
    public static FieldReader Of(TextColumn column, bool missingRealsAsNaNs)
    {
        Type reader = column.Type is VectorDataViewType ? typeof(VectorFieldReader<>) : typeof(ScalarFieldReader<>);
        return (FieldReader)Activator.CreateInstance(
            reader.MakeGenericType(column.ItemType.RawType), BindingFlags.Instance | BindingFlags.Public, null, [column, missingRealsAsNaNs], null);
    }

    public abstract void Read(List<ReadOnlyMemory<char>> fields, long row);

    public abstract Delegate Getter(Action checkPosition);

    /// <summary>A row may have fewer fields than columns: the others are missing.</summary>
    protected static ReadOnlyMemory<char> Field(List<ReadOnlyMemory<char>> fields, int index) => index < fields.Count ? fields[index] : default;
}

internal sealed class ScalarFieldReader<T>(TextColumn column, bool missingRealsAsNaNs) : FieldReader
{
    private readonly FieldParser<T> _parser = FieldParsers.Of<T>(column.ItemType, missingRealsAsNaNs);
    private T _value;

    public override void Read(List<ReadOnlyMemory<char>> fields, long row)
    {
        ReadOnlyMemory<char> field = Field(fields, column.Fields[0]);
        if (!_parser(field, out _value))
            throw new InvalidOperationException($"Could not parse value {field} in line {row}, column {column.Name}");
    }

    public override Delegate Getter(Action checkPosition) => (ValueGetter<T>)((ref T value) => {
        checkPosition();
        value = _value;
    });
}

internal sealed class VectorFieldReader<T>(TextColumn column, bool missingRealsAsNaNs) : FieldReader
{
    private readonly FieldParser<T> _parser = FieldParsers.Of<T>(column.ItemType, missingRealsAsNaNs);
    private readonly T[] _values = new T[column.Fields.Length];

    public override void Read(List<ReadOnlyMemory<char>> fields, long row)
    {
        for (int slot = 0; slot < _values.Length; slot++) {
            ReadOnlyMemory<char> field = Field(fields, column.Fields[slot]);
            if (!_parser(field, out _values[slot]))
                throw new InvalidOperationException($"Could not parse value {field} in slot {slot} of column {column.Name} in line {row}");
        }
    }

    public override Delegate Getter(Action checkPosition) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => {
        checkPosition();
        VBuffer<T>.Copy(_values, 0, ref value, _values.Length);
    });
}
