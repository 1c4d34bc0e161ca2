using System.Globalization;

namespace MLNetUnlearning.Data.DataSets;

/// <summary>Streams CIFAR records: the label bytes, then the red, the green and the blue plane.</summary>
internal sealed class CifarReader(CifarLayout layout, int classes, IReadOnlyList<string> files) : IImageReader
{
    private const int BufferBytes = 1 << 18;
    private readonly byte[] record = new byte[layout.RecordBytes];
    private int nextFile;
    private long number = -1;
    private FileStream? stream;

    public int Label => record[layout.LabelBytes - 1];

    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(CurrentFile)}:{number}");

    public ReadOnlySpan<byte> Pixels => record.AsSpan(layout.LabelBytes);

    private string CurrentFile => files[nextFile - 1];

    public bool MoveNext()
    {
        while (stream is null || stream.Position == stream.Length)
        {
            stream?.Dispose();
            stream = null;
            if (nextFile == files.Count) return false;
            stream = new FileStream(files[nextFile++], FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            number = -1;
        }
        number++;
        if (stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length)
            throw new InvalidDataException($"{CurrentFile}: truncated within record {number} (counted from 0).");
        if (Label >= classes)
            throw new InvalidDataException($"{CurrentFile}: record {number} (counted from 0) has label {Label}; {layout.Name} has labels 0 to {classes - 1}.");
        return true;
    }

    public void Dispose() => stream?.Dispose();
}
