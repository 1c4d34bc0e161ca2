namespace Speed;

/// <summary>Pictures in the form of CIFAR-10: ten classes, each a pattern of colours under noise, which a network can learn.</summary>
internal static class MadeUpPictures
{
    /// <summary>Bytes of a picture.</summary>
    public const int Size = 3 * 32 * 32;

    private const int Classes = 10, RowsOfFile = 10_000;

    /// <summary>A CIFAR folder with so many training rows and as many test rows; made if it is not there.</summary>
    public static string Folder(string place, int trainRows, int testRows)
    {
        var folder = Path.Combine(place, FormattableString.Invariant($"pictures-{trainRows}-{testRows}"));
        if (Directory.Exists(folder)) return folder;
        var beside = folder + ".tmp";
        Directory.CreateDirectory(beside);
        for (var (file, left) = (1, trainRows); left > 0; file++, left -= RowsOfFile)
            Write(Path.Combine(beside, FormattableString.Invariant($"data_batch_{file}.bin")), Math.Min(left, RowsOfFile), seed: file);
        Write(Path.Combine(beside, "test_batch.bin"), testRows, seed: 1000);
        Directory.Move(beside, folder);
        return folder;
    }

    /// <summary>The training rows of a folder of one file: a label and the pixels of each.</summary>
    public static byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(folder, "data_batch_1.bin"));

    private static void Write(string path, int rows, int seed)
    {
        var random = new Random(seed);
        var record = new byte[1 + Size];
        using var file = File.Create(path);
        for (var row = 0; row < rows; row++)
        {
            random.NextBytes(record);
            var label = record[0] = (byte)(row % Classes);
            for (var at = 0; at < Size; at++)
            {
                var pattern = 128 + 60 * Math.Sin((at % 32 * (label + 1) + at / 32 * (label % 3)) * 0.2);
                record[1 + at] = (byte)Math.Clamp(pattern + (record[1 + at] - 128) * 0.5, 0, 255);
            }
            file.Write(record);
        }
    }
}
