namespace MLNetUnlearning.Tests;

public sealed class RandomLabelsTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    [Theory, InlineData(2), InlineData(3), InlineData(10)]
    public void A_label_is_never_the_true_one_and_any_other_as_often_as_the_rest(int numberOfClasses)
    {
        const int DrawsPerClass = 3000;
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL, CPU);
        long[] labels = [.. Enumerable.Range(0, numberOfClasses * DrawsPerClass).Select(row => (long)row % numberOfClasses)];
        var wrong = RandomLabels.Wrong(tensor(labels), numberOfClasses, generator).data<long>().ToArray();
        Assert.DoesNotContain(labels.Zip(wrong), pair => pair.First == pair.Second);
        var counts = labels.Zip(wrong).GroupBy(pair => pair).ToDictionary(pair => pair.Key, pair => pair.Count());
        Assert.Equal(numberOfClasses * (numberOfClasses - 1), counts.Count);
        var expected = (double)DrawsPerClass / (numberOfClasses - 1);
        Assert.All(counts.Values, count => Assert.InRange(count, 0.7 * expected, 1.3 * expected));
    }

    [Fact]
    public void Only_classes_that_stay_are_taught_unless_none_but_the_rows_own_stays()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL, CPU);
        var labels = tensor(Enumerable.Range(0, 90).Select(row => (long)row % 3).ToArray());
        var wrong = RandomLabels.Wrong(labels, staying: [1], all: [0, 1, 2], generator).data<long>().ToArray();
        Assert.All(wrong.Where((_, row) => row % 3 != 1), label => Assert.Equal(1, label));
        Assert.Equal([0L, 2], wrong.Where((_, row) => row % 3 == 1).Distinct().Order());
    }

    [Fact]
    public void The_forgotten_class_is_lost_and_the_others_are_kept()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new RandomLabels { WholeClass = LearntPictures.Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        Assert.True(LearntPictures.Loss(network, split.Forget) > Math.Log(LearntPictures.NumberOfClasses));
    }
}
