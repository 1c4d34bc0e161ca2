using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace PhotosBenchmark;

/// <summary>Pictures of the first four classes of CIFAR-10 as files, as people have photos: a folder for each class.</summary>
internal static class Pictures
{
    public const int TrainPerClass = 60, UnseenPerClass = 50, TestPerClass = 100;
    private const int Classes = 4, Side = 32;

    public static readonly string[] Names = ["airplane", "automobile", "bird", "cat"];

    /// <summary>Writes the pictures unless they are there.</summary>
    /// <param name="ml">Reads CIFAR-10.</param>
    /// <param name="cifar">The folder of CIFAR-10's binary version.</param>
    /// <param name="folder">The folder to write to.</param>
    public static void Write(MLContext ml, string cifar, string folder)
    {
        WritePart(ml.LoadCifar(cifar), folder, ("train", TrainPerClass), ("unseen", UnseenPerClass));
        WritePart(ml.LoadCifar(cifar, DataSetPart.Test), folder, ("test", TestPerClass));
    }

    private static void WritePart(IDataView rows, string folder, params (string Name, int PerClass)[] parts)
    {
        if (parts.All(part => Directory.Exists(Path.Combine(folder, part.Name)))) return;
        var written = new int[Classes];
        var (label, features) = (rows.Schema["Label"], rows.Schema["Features"]);
        using var cursor = rows.GetRowCursor([label, features]);
        var (getLabel, getFeatures) = (cursor.GetGetter<uint>(label), cursor.GetGetter<VBuffer<float>>(features));
        var (key, planes) = (0u, default(VBuffer<float>));
        while (written.Any(count => count < parts.Sum(part => part.PerClass)) && cursor.MoveNext())
        {
            getLabel(ref key);
            if (key > Classes) continue;
            var number = written[key - 1];
            var (place, before) = PartOf(parts, number);
            if (place is null) continue;
            written[key - 1]++;
            getFeatures(ref planes);
            var file = Path.Combine(folder, place, Names[key - 1], $"{number - before:d3}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, Pixels(planes.GetValues()));
            image.Save(file);
        }
    }

    private static (string? Name, int Before) PartOf((string Name, int PerClass)[] parts, int number)
    {
        var before = 0;
        foreach (var (name, count) in parts)
        {
            if (number < before + count) return (name, before);
            before += count;
        }
        return (null, before);
    }

    /// <summary>From planes of red, green and blue to four bytes a pixel.</summary>
    private static byte[] Pixels(ReadOnlySpan<float> planes)
    {
        var bytes = new byte[4 * Side * Side];
        for (var pixel = 0; pixel < Side * Side; pixel++)
        {
            for (var channel = 0; channel < 3; channel++) bytes[(4 * pixel) + channel] = (byte)planes[(channel * Side * Side) + pixel];
            bytes[(4 * pixel) + 3] = byte.MaxValue;
        }
        return bytes;
    }
}
