using MLNetUnlearning.Serving;

namespace MLNetUnlearning.Tests;

/// <summary>One classifier takes over from another while requests are running.</summary>
public sealed class ClassifierSwapTests
{
    [Fact]
    public async Task Later_images_meet_the_new_classifier_and_earlier_ones_the_former()
    {
        var former = new Oracle(0);
        var classifier = former.Classifier();
        using var pool = new ClassifierPool(classifier, maximumBatchSize: 1);
        using var closed = former.Close();
        var earlier = Enumerable.Range(0, 3).Select(_ => pool.ScoreAsync(Oracle.Image())).ToList();
        await former.SomebodyIsInside();
        await pool.SwapAsync(new Oracle(1).Classifier());
        var later = pool.ScoreAsync(Oracle.Image());
        Assert.False(Oracle.Freed(classifier));
        former.Open();
        Assert.All(await Task.WhenAll(earlier), answer => Assert.Equal("yes", answer.PredictedLabel));
        Assert.Equal("no", (await later).PredictedLabel);
        Assert.True(Oracle.Freed(classifier));
    }

    [Fact]
    public async Task A_lease_keeps_its_classifier_alive_and_the_same()
    {
        var classifier = new Oracle(0).Classifier();
        using var pool = new ClassifierPool(classifier);
        using (var lease = pool.Lease())
        {
            await pool.SwapAsync(new Oracle(1).Classifier());
            Assert.Same(classifier, lease.Classifier);
            Assert.Equal("yes", (await lease.ScoreAsync(Oracle.Image())).PredictedLabel);
            Assert.False(Oracle.Freed(classifier));
        }
        Assert.True(Oracle.Freed(classifier));
    }

    [Fact]
    public async Task A_lease_that_has_ended_is_of_no_use()
    {
        using var pool = new ClassifierPool(new Oracle(0).Classifier());
        var lease = pool.Lease();
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Classifier);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => lease.ScoreAsync(Oracle.Image()));
        Assert.Equal("yes", (await pool.ScoreAsync(Oracle.Image())).PredictedLabel);
    }

    [Fact]
    public async Task The_new_classifier_may_have_other_classes()
    {
        using var pool = new ClassifierPool(new Oracle(0).Classifier("cat", "dog"));
        await pool.SwapAsync(new Oracle(2).Classifier("ant", "bee", "fly"));
        var answer = await pool.ScoreAsync(Oracle.Image());
        Assert.Equal("fly", answer.PredictedLabel);
        Assert.Equal(["ant", "bee", "fly"], answer.Classes);
    }

    [Fact]
    public async Task A_classifier_that_gives_no_numbers_is_not_put_in_use()
    {
        using var pool = new ClassifierPool(new Oracle(0).Classifier());
        using var broken = new Oracle(-1).Classifier();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.SwapAsync(broken));
        Assert.False(Oracle.Freed(broken));
        Assert.Equal("yes", (await pool.ScoreAsync(Oracle.Image())).PredictedLabel);
    }

    [Fact]
    public async Task The_classifier_in_use_cannot_be_swapped_in()
    {
        var classifier = new Oracle(0).Classifier();
        using var pool = new ClassifierPool(classifier);
        await Assert.ThrowsAsync<ArgumentException>(() => pool.SwapAsync(classifier));
        Assert.Equal("yes", (await pool.ScoreAsync(Oracle.Image())).PredictedLabel);
    }

    [Fact]
    public async Task Nothing_fails_while_classifiers_come_and_go()
    {
        using var pool = new ClassifierPool(new Oracle(0).Classifier(), numberOfWorkers: 2);
        using var begun = new SemaphoreSlim(0);
        var swapped = 0;
        async Task<int> Ask()
        {
            var answers = 0;
            for (; Volatile.Read(ref swapped) < 20; answers++)
            {
                Assert.Contains((await pool.ScoreAsync(Oracle.Image())).PredictedLabel, (string[])["yes", "no"]);
                if (answers == 0) begun.Release();
            }
            return answers;
        }
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(Ask)).ToList();
        // A busy computer may start a client after the last swap.
        foreach (var _ in clients) Assert.True(await begun.WaitAsync(TimeSpan.FromMinutes(1)));
        for (; swapped < 20; swapped++) await pool.SwapAsync(new Oracle(swapped % 2).Classifier());
        Assert.All(await Task.WhenAll(clients), answers => Assert.True(answers > 0));
    }
}
