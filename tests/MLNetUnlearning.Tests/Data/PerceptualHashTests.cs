using System.Numerics;

namespace MLNetUnlearning.Tests;

public class PerceptualHashTests
{
    private static readonly FeatureShape Shape = FeatureShape.Image(27, 16, 1, PixelRange.ZeroToOne);

    [Fact]
    public void A_bit_says_whether_a_field_is_brighter_than_its_left_neighbour()
    {
        // Nine stripes of three pixels: dark, bright, dark, ...; so every other step goes up.
        var stripes = Picture((x, _) => x / 3 % 2);
        Assert.Equal(0xAAAAAAAAAAAAAAAAUL, PerceptualHash.Of(stripes, Shape));
        Assert.Equal(0UL, PerceptualHash.Of(Picture((_, _) => 0.5f), Shape));
    }

    [Fact]
    public void Noise_of_encoding_and_another_size_hardly_change_it()
    {
        var random = new Random(1);
        var noisy = Picture((x, y) => Wave(x / 27f, y / 16f) + (random.NextSingle() - 0.5f) / 100);
        var large = FeatureShape.Image(54, 32, 1, PixelRange.ZeroToOne);
        var enlarged = Picture((x, y) => Wave(x / 54f, y / 32f), large);
        var hash = PerceptualHash.Of(Picture((x, y) => Wave(x / 27f, y / 16f)), Shape);
        Assert.InRange(BitOperations.PopCount(hash ^ PerceptualHash.Of(noisy, Shape)), 0, PerceptualHash.MostDifferentBits);
        Assert.InRange(BitOperations.PopCount(hash ^ PerceptualHash.Of(enlarged, large)), 0, PerceptualHash.MostDifferentBits);
    }

    [Fact]
    public void Like_are_those_within_six_bits_as_a_search_over_all_pairs_finds()
    {
        var random = new Random(2);
        ulong[] others = [.. Enumerable.Range(0, 40).Select(_ => (ulong)random.NextInt64())];
        ulong[] images = [.. others.SelectMany(hash => Enumerable.Range(0, 12).Select(bits => Flipped(hash, bits, random))), 0];
        var expected = images.Index()
            .Where(image => image.Item != 0 && others.Any(other => BitOperations.PopCount(other ^ image.Item) <= 6))
                .Select(image => image.Index);
        Assert.Equal(expected, PerceptualHash.Like(images, [.. others, 0], CancellationToken.None));
    }

    [Theory, InlineData(9, 8, true), InlineData(8, 8, false), InlineData(9, 7, false)]
    public void Small_images_have_none(int width, int height, bool has) =>
        Assert.Equal(has, PerceptualHash.IsDefinedFor(FeatureShape.Image(width, height)));

    private static ulong Flipped(ulong hash, int bits, Random random)
    {
        int[] places = [.. Enumerable.Range(0, 64)];
        random.Shuffle(places);
        return places.Take(bits).Aggregate(hash, (changed, place) => changed ^ 1UL << place);
    }

    private static float Wave(float x, float y) => 0.5f + 0.4f * MathF.Sin(7 * x + 3 * y) * MathF.Cos(5 * y);

    private static float[] Picture(Func<int, int, float> pixel, FeatureShape? shape = null)
    {
        shape ??= Shape;
        return [.. Enumerable.Range(0, shape.Size).Select(i => pixel(i % shape.Width, i / shape.Width))];
    }
}
