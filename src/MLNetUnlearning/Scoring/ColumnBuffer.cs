using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Scoring;

/// <summary>The values of one column over a few rows, for a cursor that reads ahead of the row it shows.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>A buffer for a column, of whatever type it is.</summary>
    /// <param name="input">The cursor that is read, in which the column is active.</param>
    /// <param name="column">The column.</param>
    /// <param name="capacity">Most rows at a time.</param>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        // Vectors are overwritten in place by the next row's and must be copied; all other values are immutable or handed over.
        var type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Values<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, input, column, capacity)!;
    }

    /// <summary>Keeps the value of the input's current row.</summary>
    public abstract void Read(int slot);

    /// <summary>A getter of the value kept for the row that is shown: a <see cref="ValueGetter{TValue}"/>.</summary>
    /// <param name="shown">Says which row that is.</param>
    public abstract Delegate Getter(Func<int> shown);

    private sealed class Values<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<T> getter = input.GetGetter<T>(column);
        private readonly T?[] values = new T?[capacity];

        public override void Read(int slot)
        {
            values[slot] = default; // an image handed out earlier is its receiver's: getters dispose what they overwrite
            getter(ref values[slot]!);
        }

        public override Delegate Getter(Func<int> shown) => new ValueGetter<T>((ref T value) => value = values[shown()]!);
    }

    private sealed class Vectors<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] values = new VBuffer<T>[capacity];

        public override void Read(int slot) => getter(ref values[slot]);

        public override Delegate Getter(Func<int> shown) => new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => values[shown()].CopyTo(ref value));
    }
}
