using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class BadTeacherTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.05, DecayToZero = true };

    [Fact]
    public void Forgotten_rows_are_answered_as_by_one_who_knows_nothing_and_retained_ones_as_before()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new BadTeacher { WholeClass = Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        // Fresh weights are unsure: about log 3 for each row, neither right nor surely wrong.
        Assert.InRange(LearntPictures.Loss(network, split.Forget), 0.5 * Math.Log(3), 2 * Math.Log(3));
    }

    [Fact]
    public void Labels_of_retained_rows_are_never_looked_at()
    {
        var split = pictures.RandomRows();
        var mislabelled = new ForgetSplit(
            new LabeledRows(split.Retain.AllFeatures(), 2 - split.Retain.AllLabels()).All, split.Forget.Select([.. Enumerable.Range(0, split.Forget.Count).Select(row => (long)row)]));
        var method = new BadTeacher { RandomRows = Descent };
        Assert.Equal(LearntPictures.Weights(pictures.After(method, split)), LearntPictures.Weights(pictures.After(method, mislabelled)));
    }

    [Fact]
    public void A_share_of_the_retained_rows_makes_shorter_epochs()
    {
        var split = pictures.RandomRows();
        int full = Batches.InEpoch(split.Retain.Count + split.Forget.Count, 2), some = Batches.InEpoch((int)Math.Ceiling(0.25 * split.Retain.Count) + split.Forget.Count, 2);
        Assert.Equal((full, some), (Steps(new BadTeacher { RandomRows = Two }, split), Steps(new BadTeacher { RandomRows = Two, RetainedShare = 0.25 }, split)));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var (method, settings) = (new BadTeacher(), new OptimizerSettings { NumberOfEpochs = 2, BatchSize = 64, LearningRate = 0.03, DecayToZero = true });
        Assert.Equal((settings, settings), (method.RandomRows, method.WholeClass));
        Assert.Equal((1.0, 1.0), (method.RetainedShare, method.Temperature));
    }

    [Fact]
    public void The_published_recipe_is_one_epoch_of_Adam_with_thirty_percent_of_the_retained_rows()
    {
        var published = new OptimizerSettings { Adam = true, NumberOfEpochs = 1, BatchSize = 256, LearningRate = 1e-4, WeightDecay = 0 };
        Assert.Equal((published, published), (BadTeacher.Published.RandomRows, BadTeacher.Published.WholeClass));
        Assert.Equal((0.3, 1.0), (BadTeacher.Published.RetainedShare, BadTeacher.Published.Temperature));
    }

    [Fact]
    public void Shares_and_temperatures_out_of_range_are_refused()
    {
        string[] names = ["RetainedShare", "Temperature"];
        Assert.Equal(names, new BadTeacher { RetainedShare = 0, Temperature = 0 }.Violations().Select(violation => violation.Split(' ')[0]));
    }

    private static OptimizerSettings Two => new() { NumberOfEpochs = 1, BatchSize = 2 };

    /// <summary>Steps are told by what batch normalisation counts.</summary>
    private int Steps(BadTeacher method, ForgetSplit split)
    {
        long Counted(MLNetUnlearning.Networks.ClassifierNetwork network) => network.state_dict()["bn1.num_batches_tracked"].data<long>().ToArray()[0];
        using var network = pictures.After(method, split);
        return (int)(Counted(network) - Counted(pictures.Original));
    }
}
