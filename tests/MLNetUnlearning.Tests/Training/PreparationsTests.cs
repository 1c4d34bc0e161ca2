namespace MLNetUnlearning.Tests;

public sealed class PreparationsTests
{
    [Fact]
    public void A_value_is_made_once_for_its_unseen_rows_and_its_key()
    {
        using var preparations = new Preparations(seed: 1);
        var made = 0;
        object Ask(string unseenRows, string key) => preparations.For(unseenRows).GetOrAdd(key, () => (object)++made);
        Assert.Same(Ask("a", "x"), Ask("a", "x"));
        Assert.NotSame(Ask("a", "x"), Ask("b", "x"));
        Assert.NotSame(Ask("a", "x"), Ask("a", "y"));
        Assert.Equal(3, made);
    }

    [Fact]
    public void Only_the_run_that_makes_a_value_has_spent_the_time()
    {
        using var preparations = new Preparations(seed: 1);
        var (first, second) = (preparations.For("a"), preparations.For("a"));
        foreach (var view in new[] { first, second }) view.GetOrAdd("x", () => new Kept());
        Assert.Equal(first.Elapsed, second.Elapsed);
        Assert.Equal((first.Elapsed, TimeSpan.Zero), (first.Spent, second.Spent));
    }

    [Fact]
    public void What_was_prepared_goes_with_its_classifier()
    {
        Kept kept;
        using (var classifier = Tiny.Trained(new MLContext(seed: 1)))
        {
            kept = classifier.Preparations.For("some unseen rows").GetOrAdd("key", () => new Kept());
            Assert.False(kept.IsDisposed);
        }
        Assert.True(kept.IsDisposed);
    }

    [Fact]
    public void A_classifier_outlives_the_one_it_was_made_of()
    {
        var ml = new MLContext(seed: 1);
        var original = Tiny.Trained(ml);
        var once = Tiny.Unlearned(ml, original);
        original.Dispose();
        var twice = Tiny.Unlearned(ml, once);
        Assert.Equal(3, twice.History.Count);
    }

    private sealed class Kept : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
