using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>An image source as a view with Features, Label and Id. Each cursor keeps only its current image in memory.</summary>
internal sealed class ImageSourceView : IDataView
{
    private readonly IImageSource source;

    public ImageSourceView(IImageSource source)
    {
        this.source = source;
        var (shape, classes) = (source.Shape, new LabelKeys(source.ClassNames, TextDataViewType.Instance));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, shape.Channels, shape.Height, shape.Width));
        builder.AddColumn("Label", classes.KeyType, classes.Annotations);
        builder.AddColumn("Id", TextDataViewType.Instance);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    // Sources stream in one order. ShuffleRows can shuffle the rows afterwards.
    public bool CanShuffle => false;

    public long? GetRowCount() => source.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Schema, source.Open(), Schema.Active(columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewSchema schema, IImageReader reader, bool[] active) : DataViewRowCursor, IByteSource
    {
        private long position = -1;

        public override DataViewSchema Schema => schema;

        public override long Position => position;

        public override long Batch => 0;

        public ReadOnlySpan<byte> Bytes => reader.Pixels;

        public bool HasBytes(DataViewSchema.Column column) => column.Index == 0 && active[0];

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override bool MoveNext()
        {
            position = reader.MoveNext() ? position + 1 : -1;
            return position >= 0;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaErrors.Inactive(column);
            Delegate getter = column.Index switch
            {
                0 => (ValueGetter<VBuffer<float>>)GetFeatures,
                1 => (ValueGetter<uint>)((ref uint key) => key = KeyIndex.ToKey(reader.Label)),
                _ => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> id) => id = reader.Id.AsMemory()),
            };
            return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column);
        }

        private void GetFeatures(ref VBuffer<float> features)
        {
            var pixels = reader.Pixels;
            var editor = VBufferEditor.Create(ref features, pixels.Length);
            for (var i = 0; i < pixels.Length; i++) editor.Values[i] = pixels[i];
            features = editor.Commit();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) reader.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>The part of a data set to load.</summary>
public enum DataSetPart
{
    /// <summary>Rows to train on.</summary>
    Train,

    /// <summary>Rows to test with.</summary>
    Test,
}

/// <summary>Labelled images that can be read repeatedly, always in the same order.</summary>
internal interface IImageSource
{
    /// <summary>The shape of all images. The pixels are bytes.</summary>
    FeatureShape Shape { get; }

    /// <summary>The classes by class index.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of images.</summary>
    long Count { get; }

    /// <summary>Opens a reader before the first image. Several readers may be open at once.</summary>
    IImageReader Open();
}

/// <summary>Reads the images of a source one after the other.</summary>
internal interface IImageReader : IDisposable
{
    /// <summary>Moves to the next image; returns false after the last one.</summary>
    bool MoveNext();

    /// <summary>The class index of the image.</summary>
    int Label { get; }

    /// <summary>The id of the image within its source.</summary>
    string Id { get; }

    /// <summary>The pixels, one color plane after the other.</summary>
    ReadOnlySpan<byte> Pixels { get; }
}
