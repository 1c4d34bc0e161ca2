using SkiaSharp;

namespace MLNetUnlearning.Tests;

/// <summary>Single files: each kind is read whole, or refused with its reason.</summary>
public sealed class ImageFileTests
{
    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["png"] = Pictures.Png(),
        ["gray png"] = Pictures.Png(isGray: true),
        ["jpeg"] = Pictures.Jpeg(61, 43),
        ["gray jpeg"] = Pictures.Jpeg(61, 43, isGray: true),
        ["turned jpeg"] = Pictures.Oriented(Pictures.Jpeg(61, 43), 6),
        ["turned png"] = Pictures.OrientedPng(Pictures.Png(), 6),
        ["bmp"] = Pictures.RedAndBlueBmp(),
        ["webp"] = Pictures.WebP(),
        ["gif"] = Pictures.RedAndBlueGif,
    };

    public static IEnumerable<object[]> Kinds => Files.Keys.Select(kind => (object[])[kind]);

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_that_is_cut_off_anywhere_is_refused_or_lacks_no_pixel(string kind) =>
        IsWholeOrRefused(Files[kind], (file, length) => file[..length]);

    [Theory, InlineData("png"), InlineData("jpeg"), InlineData("gray jpeg"), InlineData("turned jpeg")]
    public void A_file_whose_end_was_never_written_is_refused_or_lacks_no_pixel(string kind) =>
        IsWholeOrRefused(Files[kind], Pictures.NeverFilled);

    [Theory, InlineData("png"), InlineData("gray png")]
    public void A_png_file_with_a_wrong_byte_is_refused_or_has_its_pixels(string kind) => IsWholeOrRefused(Files[kind], (file, place) =>
    {
        byte[] wrong = [.. file];
        wrong[place] ^= 0x5A;
        return wrong;
    });

    [Fact]
    public void What_follows_the_end_of_a_jpeg_file_plays_no_part() =>
        Assert.Equal(Pixels(Files["jpeg"]), Pixels([.. Files["jpeg"], .. new byte[100], .. Files["gray jpeg"]]));

    [Fact]
    public void The_preview_within_a_jpeg_file_does_not_count_as_its_end()
    {
        var (file, preview) = (Files["jpeg"], Pictures.Jpeg(8, 8));
        var length = preview.Length + 2;
        byte[] both = [0xFF, 0xD8, 0xFF, 0xE5, (byte)(length >> 8), (byte)length, .. preview, .. file[2..]];
        Assert.Equal(Pixels(file), Pixels(both));
        Assert.Contains("is cut off", Refusal(Pictures.NeverFilled(both, both.Length - 200)));
    }

    [Theory, InlineData("png"), InlineData("bmp"), InlineData("gif"), InlineData("deep png")]
    public void A_kind_of_file_that_stores_pixels_as_they_are_is_read(string kind)
    {
        var file = kind switch { "png" => Pictures.RedAndBluePng, "deep png" => Pictures.DeepPng(), _ => Files[kind] };
        Assert.Equal([2, 1, 255, 0, 0, 0, 0, 255], Colors(file));
    }

    [Fact]
    public void A_jpeg_file_in_the_colors_of_printers_is_read()
    {
        Assert.Equal([8, 8, .. Enumerable.Repeat<int[]>([200, 30, 90], 64).SelectMany(color => color)], Colors(Pictures.PrintersJpeg));
    }

    [Fact]
    public void A_webp_file_is_near_to_what_was_painted()
    {
        var (painted, webp) = (Colors(Pictures.Png()), Colors(Files["webp"]));
        Assert.Equal(painted[..2], webp[..2]);
        Assert.InRange(painted.Zip(webp, (one, other) => Math.Abs(one - other)).Average(), 0, 30);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_png_file_is_turned_as_a_jpeg_file_is(bool isLittleEndian)
    {
        const int Width = 24, Height = 16;
        var stored = Colors(Pictures.Png(Width, Height))[2..];
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var upright = ImageOrientation.Of((SKEncodedOrigin)orientation, Width, Height);
            var places = upright.Apply([.. Enumerable.Range(0, Width * Height)]);
            int[] expected = [upright.Width, upright.Height, .. places.SelectMany(place => stored.Skip(3 * place).Take(3))];
            Assert.Equal(expected, Colors(Pictures.OrientedPng(Pictures.Png(Width, Height), orientation, isLittleEndian)));
        }
    }

    [Theory, InlineData(0), InlineData(9), InlineData(255)]
    public void An_orientation_that_does_not_exist_turns_nothing(byte orientation)
    {
        Assert.Equal(Pixels(Files["jpeg"]), Pixels(Pictures.Oriented(Files["jpeg"], orientation)));
        Assert.Equal(Pixels(Files["png"]), Pixels(Pictures.OrientedPng(Files["png"], orientation)));
    }

    [Theory, InlineData("II*\0", "TIFF"), InlineData("MM\0*", "TIFF"), InlineData("\0\0\0\u0018ftypheic", "HEIC or AVIF")]
    [InlineData("\0\0\u0001\0\u0001\0", "ICO"), InlineData("%PDF-1.7", "PDF")]
    public void A_file_of_another_kind_is_told_by_its_content(string beginning, string kind)
    {
        byte[] file = [.. beginning.Select(letter => (byte)letter), .. new byte[100]];
        Assert.Equal($"The image is of the kind {kind}, which is not supported: make a PNG file of it.", Refusal(file));
    }

    /// <summary>Tries a file that is spoilt at each of its bytes.</summary>
    private static void IsWholeOrRefused(byte[] file, Func<byte[], int, byte[]> spoil)
    {
        var whole = Pixels(file);
        var refused = 0;
        for (var place = 0; place < file.Length; place++)
            try
            {
                Assert.Equal(whole, Pixels(spoil(file, place)));
            }
            catch (ImageFileException)
            {
                refused++;
            }
        Assert.True(refused > file.Length / 2, $"Only {refused} of {file.Length} spoilt files were refused.");
    }

    private static string Refusal(byte[] file) => Assert.Throws<ImageFileException>(() => ImageFile.Decode(file)).Message;

    private static byte[] Pixels(byte[] file)
    {
        using var image = ImageFile.Decode(file);
        return [(byte)image.Width, (byte)image.Height, .. image.Pixels];
    }

    /// <summary>Width and height, then red, green and blue of each pixel.</summary>
    private static int[] Colors(byte[] file)
    {
        using var image = ImageFile.Decode(file);
        int[] places = image.PixelFormat == MLPixelFormat.Bgra32 ? [2, 1, 0] : [0, 1, 2];
        var pixels = image.Pixels.ToArray().Chunk(4);
        return [image.Width, image.Height, .. pixels.SelectMany(pixel => places.Select(place => (int)pixel[place]))];
    }
}
