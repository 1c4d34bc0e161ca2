namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>A column of the view: its name, its type and the fields of a row that it is made of.</summary>
    public sealed class Column
    {
        public string Name;
        public Range[] Source;
        public KeyCount KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index) : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex) : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null) =>
            (Name, DataKind, Source, KeyCount) = (name, dataKind, source, keyCount);

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Fields from <c>Min</c> to <c>Max</c>, both included, counted from zero; without <c>Max</c>, the field at <c>Min</c>.</summary>
    public sealed class Range
    {
        public int Min;
        public int? Max;
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            ThrowIfNegative(index, nameof(index));
            (Min, Max) = (index, index);
        }

        public Range(int min, int? max)
        {
            ThrowIfNegative(min, nameof(min));
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), "If specified, must be greater than or equal to min");
            (Min, Max, ForceVector, IsOpen) = (min, max, true, max is null);
        }

        /// <summary>To the last field of the file, however many there are.</summary>
        internal bool IsOpen { get; }

        private static void ThrowIfNegative(int value, string name)
        {
            if (value < 0)
                throw new ArgumentOutOfRangeException(name, "Must be non-negative");
        }
    }
}
