namespace MLNetUnlearning.Tests;

public sealed class UnseenRowsTests
{
    [Fact]
    public void The_game_is_against_unseen_rows_of_the_classes_that_are_asked_for()
    {
        var split = Split(forgotten: [2, 2, 3], unseen: [0, 2, 1, 3, 2]);
        var all = AdversarialGame.Opponents(split, new GameSchedule { UnseenRows = UnseenRows.AllClasses });
        var own = AdversarialGame.Opponents(split, new GameSchedule { UnseenRows = UnseenRows.ForgottenClasses });
        var staying = AdversarialGame.Opponents(split, new GameSchedule());
        Assert.Equal([0, 2, 1, 3, 2], all.Classes);
        Assert.Equal([0, 1, 3], staying.Classes);
        Assert.Equal([2, 3, 2], own.Classes);
        Assert.Equal(split.Unseen!.AllFeatures()[3].data<float>().ToArray(), own.AllFeatures()[1].data<float>().ToArray());
    }

    [Theory]
    [InlineData(new long[] { 0, 0 }, 100, true)]
    [InlineData(new long[] { 0, 3 }, 99, true)]
    [InlineData(new long[] { 0, 0 }, 99, false)] // too few
    [InlineData(new long[] { 0, 1 }, 100, false)] // none of class 1
    [InlineData(new long[] { 0, 2 }, 100, false)] // class 2 goes whole
    public void Rows_of_classes_that_stay_are_compared_with_rows_of_their_classes(long[] forgotten, int ofClass0, bool areTheirs)
    {
        var split = Split(forgotten, unseen: [.. Enumerable.Repeat(0L, ofClass0), 3, 2]);
        var opponents = AdversarialGame.Opponents(split, new GameSchedule());
        Assert.Equal(split.Unseen!.Classes.Where(areTheirs ? forgotten.Contains : label => label != 2), opponents.Classes);
        Assert.Equal(opponents.Count, UnlearningSize.Of(split, 4, Tiny.Recipe).UnseenToCompareWith);
    }

    [Fact]
    public void Too_few_of_them_are_refused_before_an_attacker_is_trained()
    {
        var split = Split(forgotten: [2, 2, 2], unseen: [0, 2, 1, 3, 0]);
        using var generator = Seeding.Create(1);
        var reports = new Reports();
        var run = new UnlearningRun(Tiny.Fresh(Tiny.Network, 4), split, Tiny.Recipe, generator, progress: reports);
        var game = new AdversarialMinMax { WholeClass = new() { UnseenRows = UnseenRows.ForgottenClasses } };
        var refused = Assert.Throws<UnlearningException>(() => game.Unlearn(run));
        Assert.StartsWith("The game needs 2 unseen rows or more of the classes to be forgotten and has 1", refused.Message);
        Assert.Empty(reports);
    }

    private static ForgetSplit Split(long[] forgotten, long[] unseen)
    {
        using var generator = Seeding.Create(2);
        return new ForgetSplit(
            Tiny.Noise(generator, 0, 1, 0, 1, 3, 0), Tiny.Noise(generator, forgotten), Tiny.Noise(generator, unseen));
    }
}
