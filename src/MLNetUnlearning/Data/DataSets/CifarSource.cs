namespace MLNetUnlearning.Data.DataSets;

/// <summary>Some files of CIFAR records, one after the other.</summary>
internal sealed class CifarSource : IImageSource
{
    private readonly CifarLayout layout;
    private readonly IReadOnlyList<string> files;

    /// <summary>Checks the sizes of the files; their records are read by cursors.</summary>
    public CifarSource(CifarLayout layout, IReadOnlyList<string> classNames, IReadOnlyList<string> files)
    {
        (this.layout, ClassNames, this.files) = (layout, classNames, files);
        Count = files.Sum(RecordsOf);
    }

    public ImageShape Shape => CifarLayout.Shape;

    public IReadOnlyList<string> ClassNames { get; }

    public long Count { get; }

    public IImageReader Open() => new CifarReader(layout, ClassNames.Count, files);

    private long RecordsOf(string file)
    {
        var length = new FileInfo(file).Length;
        var (records, rest) = Math.DivRem(length, layout.RecordBytes);
        if (length > 0 && rest == 0) return records;
        var other = layout == CifarLayout.Cifar10 ? CifarLayout.Cifar100 : CifarLayout.Cifar10;
        throw new InvalidDataException(
            length > 0 && length % other.RecordBytes == 0
                ? $"{file}: wrong record size. Its {length} bytes are records of {other.RecordBytes} bytes ({other.Name}), not of {layout.RecordBytes} ({layout.Name})."
                : $"{file}: truncated. Its {length} bytes are {records} whole records of {layout.RecordBytes} bytes ({layout.Name}) and {rest} bytes more.");
    }
}
