namespace MLNetUnlearning.Tests;

public sealed class BadTeacherTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = LearntPictures.Descent with { NumberOfEpochs = 10 };

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
        var mislabelled = new LabeledRows(split.Retain.AllFeatures(), 2 - split.Retain.AllLabels()).All;
        pictures.AreTheSameTo(new BadTeacher { RandomRows = Descent }, split, new ForgetSplit(mislabelled, split.Forget));
    }

    [Fact]
    public void A_share_of_the_retained_rows_makes_shorter_epochs()
    {
        var split = pictures.RandomRows();
        int Expected(double share) => Batches.InEpoch((int)Math.Ceiling(share * split.Retain.Count) + split.Forget.Count, 2);
        Assert.Equal(Expected(1), Steps(new BadTeacher { RandomRows = Two }, split));
        Assert.Equal(Expected(0.25), Steps(new BadTeacher { RandomRows = Two, RetainedShare = 0.25 }, split));
    }

    private static OptimizerSettings Two => new() { NumberOfEpochs = 1, BatchSize = 2 };

    /// <summary>Steps are told by what batch normalisation counts.</summary>
    private int Steps(BadTeacher method, ForgetSplit split)
    {
        long Counted(ClassifierNetwork network) => network.state_dict()["bn1.num_batches_tracked"].ToInt64();
        using var network = pictures.After(method, split);
        return (int)(Counted(network) - Counted(pictures.Original));
    }
}
