namespace MLNetUnlearning.Tests;

/// <summary>Rows whose pixels are the probabilities that a network gives them.</summary>
public sealed class RowSampleTests
{
    [Fact]
    public void Of_many_rows_each_class_gets_its_share_even_if_classes_take_turns()
    {
        using var scope = NewDisposeScope();
        long[] labels = [.. Enumerable.Range(0, 6000).Select(row => row % 6L)];
        var sample = new RowSample(new LabeledRows(zeros(6000, 1, 1, 1), tensor(labels)).All);
        Assert.Equal(1000, sample.Count);
        Assert.All(sample.Classes.CountBy(index => index), count => Assert.InRange(count.Value, 166, 167));
        Assert.Equal(6, sample.Classes.Distinct().Count());
    }

    [Fact]
    public void Of_few_rows_all_are_asked_in_their_order()
    {
        using var scope = NewDisposeScope();
        using var network = Stated.Network();
        var sample = new RowSample(Stated.Rows((2, 0.5f, 0.25f, 0.25f), (0, 0.7f, 0.2f, 0.1f), (1, 0.1f, 0.8f, 0.1f)));
        var answers = sample.Ask(network, CancellationToken.None);
        Assert.Equal([2, 0, 1], sample.Classes);
        Assert.Equal([false, true, true], answers.AreRight);
        Assert.Equal([0.25, 0.7, 0.8], answers.Confidences.Select(value => Math.Round(value, 6)));
        Assert.Equal(200.0 / 3, answers.Accuracy, 9);
        Assert.Equal(100 * (0.25 + 0.7 + 0.8) / 3, answers.Confidence, 4);
    }

    [Fact]
    public void No_rows_have_no_answers()
    {
        using var scope = NewDisposeScope();
        using var network = Stated.Network();
        var answers = new RowSample(Stated.Rows((0, 1, 0, 0)).Select([])).Ask(network, CancellationToken.None);
        Assert.Equal((0, 0), (answers.Accuracy, answers.Confidence));
    }

    [Fact]
    public void Asking_leaves_the_mode_of_the_network_and_can_be_cancelled()
    {
        using var scope = NewDisposeScope();
        using var network = Stated.Network();
        var sample = new RowSample(Stated.Rows((0, 1, 0, 0)));
        network.train();
        sample.Ask(network, CancellationToken.None);
        Assert.True(network.training);
        Assert.ThrowsAny<OperationCanceledException>(() => sample.Ask(network, new CancellationToken(canceled: true)));
    }
}
