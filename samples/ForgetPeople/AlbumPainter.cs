using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace ForgetPeople;

/// <summary>Makes an album to try things on: people, each before a background of their own colour, holding up signs with shapes.</summary>
internal static class AlbumPainter
{
    private const int Side = 32;
    private const int Border = 3;

    public static void Paint(MLContext ml, Album album, int numberOfPeople, int photosPerShape)
    {
        Directory.CreateDirectory(Path.Combine(album.Folder, "images"));
        // People on the training photos, and as many whom the model never meets: half of them for "unseen", half for the test.
        var (rows, half) = (photosPerShape * numberOfPeople, numberOfPeople / 2);
        PaintList(ml, album, Album.Unseen, ml.LoadSyntheticImages(rows / 2, seed: 1, part: DataSetPart.Test), numberOfPeople, half);
        PaintList(ml, album, Album.Test, ml.LoadSyntheticImages(rows / 2, seed: 2, part: DataSetPart.Test), numberOfPeople + half, half);
        File.WriteAllLines(album.PathOf(Album.Forget), ["Person", NameOf(1), NameOf(3)]);
        // Last: it tells a whole album from one left half painted.
        PaintList(ml, album, Album.Photos, ml.LoadSyntheticImages(rows), 0, numberOfPeople);
    }

    private static void PaintList(MLContext ml, Album album, string list, IDataView pictures, int firstPerson, int numberOfPeople)
    {
        var named = ml.Transforms.Conversion.MapKeyToValue("Shape", "Label").Fit(pictures).Transform(pictures);
        var lines = new List<string> { "ImagePath,Person,Label" };
        var numberOf = new Dictionary<string, int>(); // photos of each shape so far: everybody holds up every shape equally often
        foreach (var (pixels, shape) in named.GetColumn<float[]>("Features").Zip(named.GetColumn<string>("Shape")))
        {
            var person = firstPerson + (numberOf.GetValueOrDefault(shape) % numberOfPeople);
            numberOf[shape] = numberOf.GetValueOrDefault(shape) + 1;
            var file = $"images/{Path.GetFileNameWithoutExtension(list)}-{lines.Count:d4}.png";
            using (var photo = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, Colour(pixels, person)))
                photo.Save(album.PathOf(file));
            lines.Add($"{file},{NameOf(person)},{shape}");
        }
        File.WriteAllLines(album.PathOf(list), lines);
    }

    private static string NameOf(int person) => $"person-{person:d2}";

    /// <summary>From planes of red, green and blue to four bytes a pixel, with a border in the person's colour.</summary>
    private static byte[] Colour(float[] planes, int person)
    {
        byte[] colour = [(byte)(83 * person % 256), (byte)(151 * person % 256), (byte)(211 * person % 256)];
        var bytes = new byte[4 * Side * Side];
        for (var i = 0; i < Side * Side; i++)
        {
            var (row, column) = (i / Side, i % Side);
            var isBorder = Math.Min(Math.Min(row, column), Side - 1 - Math.Max(row, column)) < Border;
            for (var channel = 0; channel < 3; channel++)
                bytes[(4 * i) + channel] = isBorder ? colour[channel] : (byte)planes[(channel * Side * Side) + i];
            bytes[(4 * i) + 3] = 255;
        }
        return bytes;
    }
}
