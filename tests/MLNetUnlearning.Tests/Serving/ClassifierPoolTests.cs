using MLNetUnlearning.Serving;

namespace MLNetUnlearning.Tests;

public sealed class ClassifierPoolTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task An_image_is_answered_with_its_class_and_all_scores()
    {
        using var pool = new ClassifierPool(new Oracle(1).Classifier("cat", "dog", "cow"));
        var answer = await pool.ScoreAsync(Oracle.Image());
        Assert.Equal("dog", answer.PredictedLabel);
        Assert.Equal(["cat", "dog", "cow"], answer.Classes);
        Assert.Equal(1, answer.Scores.Sum(), 5);
        Assert.Equal(answer.Scores[1], answer.Probability);
    }

    [Fact]
    public async Task It_scores_as_the_classifiers_view_does()
    {
        var classifier = Tiny.Trained(new(seed: 1));
        var rows = Tiny.Rows(seed: 3).Vectors("Features");
        var expected = classifier.Transform(Tiny.Rows(seed: 3)).Scores();
        using var pool = new ClassifierPool(classifier, maximumBatchSize: 5);
        var answers = await Task.WhenAll(rows.Select(row => pool.ScoreAsync(row)));
        foreach (var (answer, scores) in answers.Zip(expected))
            Assert.Equal(scores, answer.Scores, (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Fact]
    public async Task Images_that_gather_while_one_is_scored_go_through_together()
    {
        var oracle = new Oracle(0);
        using var pool = new ClassifierPool(oracle.Classifier(), maximumBatchSize: 4);
        using var closed = oracle.Close();
        var first = pool.ScoreAsync(Oracle.Image());
        await oracle.SomebodyIsInside();
        var others = Enumerable.Range(0, 6).Select(_ => pool.ScoreAsync(Oracle.Image())).ToList();
        oracle.Open();
        await Task.WhenAll(others.Append(first));
        Assert.Equal([2, 4, 2], oracle.Batches); // an image alone passes the network twice, side by side
    }

    [Fact]
    public async Task Many_threads_may_ask_at_once()
    {
        using var pool = new ClassifierPool(new Oracle(1).Classifier(), numberOfWorkers: 2);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++) Assert.Equal("no", (await pool.ScoreAsync(Oracle.Image())).PredictedLabel);
            return true;
        })));
        Assert.Equal(8, answers.Length);
    }

    [Fact]
    public async Task Beyond_the_length_of_the_queue_images_are_refused_and_the_others_answered()
    {
        var oracle = new Oracle(0);
        using var pool = new ClassifierPool(oracle.Classifier(), maximumBatchSize: 1, maximumWaiting: 2);
        using var closed = oracle.Close();
        var first = pool.ScoreAsync(Oracle.Image());
        await oracle.SomebodyIsInside();
        Task[] waiting = [pool.ScoreAsync(Oracle.Image()), pool.ScoreAsync(Oracle.Image())];
        var error = await Assert.ThrowsAsync<ClassifierPoolFullException>(() => pool.ScoreAsync(Oracle.Image()));
        Assert.Contains("2 images are waiting", error.Message);
        oracle.Open();
        await Task.WhenAll([first, .. waiting]);
        await pool.ScoreAsync(Oracle.Image());
    }

    [Fact]
    public async Task Who_is_cancelled_waits_no_longer_and_is_not_computed()
    {
        var oracle = new Oracle(0);
        using var pool = new ClassifierPool(oracle.Classifier());
        using var cancellation = new CancellationTokenSource();
        using var closed = oracle.Close();
        var first = pool.ScoreAsync(Oracle.Image(), Never);
        await oracle.SomebodyIsInside();
        var cancelled = pool.ScoreAsync(Oracle.Image(), cancellation.Token);
        var others = new[] { pool.ScoreAsync(Oracle.Image(), Never), pool.ScoreAsync(Oracle.Image(), Never) };
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.ScoreAsync(Oracle.Image(), cancellation.Token));
        oracle.Open();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([2, 2], oracle.Batches); // the first, which is alone, passes twice; the cancelled one would make the others three
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 }, "has 3 numbers; the image shape 1 x 2 x 2, pixels 0..255 needs 4")]
    [InlineData(new float[] { 1, 2, 3, 256 }, "a pixel of 256; the image shape says 0 to 255")]
    [InlineData(new float[] { 1, float.NaN, 3, 4 }, "a pixel of NaN")]
    public async Task Pixels_that_are_no_image_are_refused(float[] pixels, string complaint)
    {
        using var pool = new ClassifierPool(new Oracle(0).Classifier());
        Assert.Contains(complaint, (await Assert.ThrowsAsync<ArgumentException>(() => pool.ScoreAsync(pixels))).Message);
    }

    [Fact]
    public async Task A_failure_reaches_those_who_wait_and_the_pool_goes_on()
    {
        using var pool = new ClassifierPool(new Oracle(-1).Classifier());
        Assert.Contains("not finite", (await Assert.ThrowsAsync<InvalidOperationException>(() => pool.ScoreAsync(Oracle.Image()))).Message);
        await pool.SwapAsync(new Oracle(0).Classifier());
        Assert.Equal("yes", (await pool.ScoreAsync(Oracle.Image())).PredictedLabel);
    }

    [Fact]
    public async Task Disposing_answers_what_was_taken_and_refuses_the_rest()
    {
        var oracle = new Oracle(0);
        var classifier = oracle.Classifier();
        var pool = new ClassifierPool(classifier, maximumBatchSize: 1);
        using var closed = oracle.Close();
        var taken = Enumerable.Range(0, 3).Select(_ => pool.ScoreAsync(Oracle.Image())).ToList();
        await oracle.SomebodyIsInside();
        var disposing = Task.Run(pool.Dispose);
        oracle.Open();
        await disposing;
        Assert.All(taken, answer => Assert.True(answer.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.ScoreAsync(Oracle.Image()));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.SwapAsync(new Oracle(0).Classifier()));
        Assert.Throws<ObjectDisposedException>(() => pool.Lease());
        Assert.True(Oracle.Freed(classifier));
        pool.Dispose();
    }

    [Theory, InlineData(0, 1, 1), InlineData(1, 0, 1), InlineData(1, 1, 0)]
    public void Numbers_below_one_are_refused(int maximumBatchSize, int maximumWaiting, int numberOfWorkers)
    {
        using var classifier = new Oracle(0).Classifier();
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierPool(classifier, maximumBatchSize, maximumWaiting, numberOfWorkers));
    }
}
