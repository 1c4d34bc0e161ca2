namespace MLNetUnlearning.Tests;

public sealed class BoundaryShrinkTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = LearntPictures.Descent;

    /// <param name="kept">The classes of retained rows: no row is taught another class.</param>
    /// <param name="first">The label of the first row.</param>
    /// <param name="second">The label of the second row.</param>
    [Theory, InlineData(new long[] { 1, 2 }, 1, 2), InlineData(new long[] { 1 }, 1, 1), InlineData(new long[] { 0 }, 1, 2)]
    public void The_nearest_wrong_label_is_the_class_that_a_step_against_the_true_one_leads_to(long[] kept, long first, long second)
    {
        // Logits (x1, x2, 0.35). At (0.5, 0.4), of class 0, the gradient of the loss is (p0 - 1, p1, 0): the step goes to (0.4, 0.5),
        // where class 1 leads. At (0.5, 0.1) it goes to (0.4, 0.2): class 0 still leads, and the likeliest of the others is 2.
        using var scope = NewDisposeScope();
        using var network = new FormulaNetwork(
            2, 3, (pixels, third) => cat([pixels, third[0].expand(pixels.shape[0], 1)], 1), tensor(new[] { 0.35f }));
        var forget = new LabeledRows(tensor(new[] { 0.5f, 0.4f, 0.5f, 0.1f }).reshape(2, 1, 1, 2), tensor(new long[] { 0, 0 })).All;
        var retain = new LabeledRows(zeros(kept.Length, 1, 1, 2), tensor(kept)).All;
        using var generator = new Generator(1UL, CPU);
        var run = new UnlearningRun(network, new ForgetSplit(retain, forget), Tiny.Recipe, generator);
        Assert.Equal([first, second], new BoundaryShrink { Step = 0.1 }.NearestWrongLabels(run, batchSize: 1).data<long>().ToArray());
    }

    [Fact]
    public void Forgotten_rows_go_to_their_nearest_wrong_labels()
    {
        var split = pictures.WholeClass();
        using var generator = new Generator(1UL, CPU);
        var method = new BoundaryShrink { WholeClass = Descent };
        using var nearest = method.NearestWrongLabels(new UnlearningRun(pictures.Original.Copy(CPU), split, Tiny.Recipe, generator), 8);
        var relabelled = new LabeledRows(split.Forget.AllFeatures(), nearest.clone()).All;
        var network = pictures.After(method, split);
        Assert.DoesNotContain(0L, nearest.data<long>().ToArray());
        Assert.True(LearntPictures.Loss(network, relabelled) < LearntPictures.Loss(pictures.Original, relabelled) - 1);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
    }

    [Fact]
    public void As_published_retained_rows_are_never_looked_at()
    {
        var method = new BoundaryShrink { RandomRows = Descent, KeepsRetained = false };
        pictures.AreTheSameTo(method, pictures.RandomRows(), pictures.OtherRetainedRows());
    }
}
