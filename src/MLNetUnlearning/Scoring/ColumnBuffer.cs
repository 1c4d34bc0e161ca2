namespace MLNetUnlearning.Scoring;

/// <summary>Keeps the values of one column for several rows, for a cursor that reads ahead of the row it shows.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Creates a buffer for a column of any type.</summary>
    /// <param name="input">The cursor to read from, in which the column is active.</param>
    /// <param name="column">The column.</param>
    /// <param name="capacity">The largest number of rows.</param>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        // The next row overwrites vectors in place, so they must be copied. All other values are immutable or handed over.
        var type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Values<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, input, column, capacity)!;
    }

    /// <summary>Keeps the value of the current row.</summary>
    public abstract void Read(int slot);

    /// <summary>Returns a <see cref="ValueGetter{TValue}"/> for the kept value of the row that is shown.</summary>
    /// <param name="shown">Returns the slot of that row.</param>
    public abstract Delegate Getter(Func<int> shown);

    private sealed class Values<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<T> getter = input.GetGetter<T>(column);
        private readonly T?[] values = new T?[capacity];

        public override void Read(int slot)
        {
            values[slot] = default; // getters dispose the image they overwrite, but an image handed out earlier is its receiver's
            getter(ref values[slot]!);
        }

        public override Delegate Getter(Func<int> shown) => new ValueGetter<T>((ref T value) => value = values[shown()]!);
    }

    private sealed class Vectors<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] values = new VBuffer<T>[capacity];

        public override void Read(int slot) => getter(ref values[slot]);

        public override Delegate Getter(Func<int> shown) =>
            new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => values[shown()].CopyTo(ref value));
    }
}
