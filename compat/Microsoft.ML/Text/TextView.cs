using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Files of separated values as rows; opened anew by every cursor, read as it moves.</summary>
internal sealed class TextView(IHost host, IMultiStreamSource source, TextLoader.Options options, TextColumn[] columns, DataViewSchema schema) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(host.Start("ParseStats"), source, options, columns, schema, [.. columnsNeeded]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : ViewCursor
    {
        private readonly TextLoader.Options _options;
        private readonly TextLines _lines;
        private readonly FormatErrors _errors;
        private readonly FieldSplitter _splitter;
        private readonly FieldReader[] _readers; // by column; null where nobody asked for it
        private readonly List<ReadOnlyMemory<char>> _fields = [];

        public Cursor(
            IChannel channel, IMultiStreamSource source, TextLoader.Options options, TextColumn[] columns, DataViewSchema schema,
            List<DataViewSchema.Column> needed) : base(schema, needed)
        {
            _options = options;
            _lines = new TextLines(source, options);
            _errors = new FormatErrors(channel);
            _splitter = new FieldSplitter(options, columns.Max(column => column.Fields.Max()) + 1);
            _readers = new FieldReader[columns.Length];
            foreach (DataViewSchema.Column column in needed)
                _readers[column.Index] ??= FieldReader.Of(columns[column.Index], options.MissingRealsAsNaNs);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => {
            CheckPosition();
            id = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? base.GetGetter<TValue>(column) : throw new InvalidOperationException();

        protected override Delegate MakeGetter(DataViewSchema.Column column) => _readers[column.Index].Getter(CheckPosition);

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= _options.MaxRows || !NextLine())
                return false;
            _splitter.Split(_lines.Text, _fields, (start, end) => _errors.Add(_lines, start, end, "Illegal quoting"));
            try {
                foreach (FieldReader reader in _readers)
                    reader?.Read(_fields, _lines.Number);
            }
            catch (InvalidOperationException exception) {
                throw ParsingFailed(exception);
            }
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }

        private static FormatException ParsingFailed(Exception exception) =>
            new($"Parsing failed with an exception: {exception.Message}", exception);

        private bool NextLine()
        {
            try {
                return _lines.MoveNext();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException) { // a source may be anybody's
                throw ParsingFailed(new FormatException("Stream reading encountered exception", exception));
            }
        }

        private void CheckPosition()
        {
            if (Position < 0)
                throw new InvalidOperationException();
        }
    }
}
