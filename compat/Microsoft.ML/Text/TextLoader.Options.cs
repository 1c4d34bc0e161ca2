namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How the file is written and what is read of it.</summary>
    public class Options
    {
        public bool AllowQuoting;
        public Column[] Columns;
        public bool HasHeader;
        public long? MaxRows;
        public bool MissingRealsAsNaNs;
        public bool ReadMultilines;
        public char[] Separators = ['\t'];
        public bool TrimWhitespace;

        internal Options Copy() => (Options)MemberwiseClone();

        internal void Check()
        {
            ArgumentNullException.ThrowIfNull(Separators);
            foreach (char separator in Separators) {
                if (separator is '"' or '\n' or '\r' or '\0' || char.IsAsciiDigit(separator))
                    throw new ArgumentOutOfRangeException("Separator", $"Illegal separator: '{separator}'");
            }
            if (MaxRows < 0)
                throw new ArgumentOutOfRangeException(nameof(MaxRows));
            if (Columns is null or [])
                throw TextColumn.UnknownFields();
        }
    }
}
