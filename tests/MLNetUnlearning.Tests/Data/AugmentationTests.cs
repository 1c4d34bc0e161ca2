namespace MLNetUnlearning.Tests;

public class AugmentationTests
{
    private static readonly Augmentation Nothing = new() { Padding = 0, HorizontalFlip = false };

    [Theory]
    [InlineData(32, 32, 4)] // CIFAR's usual one
    [InlineData(28, 28, 3), InlineData(8, 8, 1), InlineData(3, 40, 1), InlineData(224, 300, 28)]
    public void Images_are_shifted_by_an_eighth_of_their_shorter_side(int height, int width, int padding)
    {
        var usual = new Augmentation();
        Assert.Null(usual.Padding);
        Assert.True(usual.HorizontalFlip);
        Assert.Equal(usual with { Padding = padding }, usual.ChosenFor(height, width));
        var images = Random(2, 1, height, width);
        Assert.Equal(Numbers(Apply(usual with { Padding = padding }, images)), Numbers(Apply(usual, images)));
        var stated = new Augmentation { Padding = 2 };
        Assert.Equal(stated, stated.ChosenFor(height, width));
    }

    [Fact]
    public void No_shift_and_no_flip_change_nothing()
    {
        var images = Random(3, 2, 4, 5);
        Assert.Equal(Numbers(images), Numbers(Apply(Nothing, images)));
    }

    [Fact]
    public void A_flip_mirrors_some_images_whole_and_keeps_the_others()
    {
        var images = arange(0, 64 * 2 * 3).to(ScalarType.Float32).reshape(64, 1, 2, 3);
        var flipped = Apply(Nothing with { HorizontalFlip = true }, images);
        var mirrored = images.flip(3);
        var kept = Enumerable.Range(0, 64).Count(i => Numbers(flipped[i]).SequenceEqual(Numbers(images[i])));
        var turned = Enumerable.Range(0, 64).Count(i => Numbers(flipped[i]).SequenceEqual(Numbers(mirrored[i])));
        Assert.Equal(64, kept + turned);
        Assert.InRange(turned, 16, 48);
    }

    [Fact]
    public void A_shifted_image_is_a_window_of_the_zero_padded_one()
    {
        var image = arange(1, 13).to(ScalarType.Float32).reshape(1, 1, 3, 4); // no zeros in it
        var shifted = Apply(new Augmentation { Padding = 1, HorizontalFlip = false }, image.expand(200, 1, 3, 4));
        var windows = Enumerable.Range(0, 200).Select(i => string.Join(' ', Numbers(shifted[i]))).Distinct().ToHashSet();
        Assert.Equal(Windows().ToHashSet(), windows); // all nine of them, no others
    }

    [Fact]
    public void Channels_move_together()
    {
        var plane = Random(16, 1, 8, 8);
        var moved = Apply(new Augmentation(), cat(new[] { plane, plane + 1 }, 1));
        var inside = moved.narrow(1, 1, 1).gt(0.5); // padding is 0 in both planes
        var apart = (moved.narrow(1, 1, 1) - moved.narrow(1, 0, 1)).masked_select(inside);
        Assert.All(Numbers(apart), difference => Assert.Equal(1f, difference, 5));
    }

    [Fact]
    public void The_same_generator_state_gives_the_same_batch()
    {
        var images = Random(8, 3, 8, 8);
        float[] Augmented(ulong seed) => Numbers(Apply(new Augmentation(), images, seed));
        Assert.Equal(Augmented(seed: 5), Augmented(seed: 5));
        Assert.NotEqual(Augmented(seed: 5), Augmented(seed: 6));
    }

    [Fact]
    public void Only_the_result_stays_alive()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var images = Random(8, 3, 8, 8);
        var before = scope.DisposablesCount;
        new Augmentation().Apply(images, generator);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    [Fact]
    public void No_images_are_augmented_to_no_images()
    {
        Assert.Equal([0L, 3, 8, 6], Apply(new Augmentation(), zeros(0, 3, 8, 6)).shape);
        Assert.Equal([0L, 3, 8, 6], Apply(Nothing, zeros(0, 3, 8, 6)).shape);
    }

    [Fact]
    public void A_negative_padding_is_refused_with_the_recipe()
    {
        var recipe = new TrainingRecipe { Augmentation = new Augmentation { Padding = -1 } };
        Assert.Equal(["Augmentation.Padding is -1; it must be at least 0, or null."], recipe.Violations());
    }

    /// <summary>The nine windows of 1 .. 12 in 3 x 4, padded by one.</summary>
    private static IEnumerable<string> Windows() =>
        from top in Enumerable.Range(-1, 3)
        from left in Enumerable.Range(-1, 3)
        select string.Join(' ',
            from y in Enumerable.Range(top, 3)
            from x in Enumerable.Range(left, 4)
            select y is >= 0 and < 3 && x is >= 0 and < 4 ? (float)(y * 4 + x + 1) : 0f);

    /// <summary>Not of the global random state, which other tests look at meanwhile.</summary>
    private static Tensor Random(params long[] sizes) => rand(sizes, generator: Seeding.Create(2));

    private static Tensor Apply(Augmentation augmentation, Tensor images, ulong seed = 1)
    {
        using var generator = new Generator(seed);
        return augmentation.Apply(images, generator);
    }

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
