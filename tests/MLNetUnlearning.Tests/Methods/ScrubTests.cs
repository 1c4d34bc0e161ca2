namespace MLNetUnlearning.Tests;

public sealed class ScrubTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Passes = new() { NumberOfEpochs = 4, BatchSize = 6, LearningRate = 0.05 };

    [Fact]
    public void Forgotten_rows_are_answered_otherwise_and_retained_ones_rightly()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new Scrub { WholeClass = Passes with { NumberOfEpochs = 10 }, MaxEpochs = 5 }, split);
        Assert.InRange(LearntPictures.Loss(network, split.Retain), 0, 0.5);
        Assert.InRange(LearntPictures.Loss(network, split.Forget), LearntPictures.Loss(pictures.Original, split.Forget) + 0.5, 10);
    }

    [Fact]
    public void Max_and_min_passes_take_turns_until_the_max_passes_are_done()
    {
        var split = pictures.RandomRows();
        var reports = new Reports();
        pictures.After(new Scrub { RandomRows = Passes, MaxEpochs = 2 }, split, progress: reports).Dispose();
        Assert.Equal(["max pass 1", "min pass 1", "max pass 2", "min pass 2", "min pass 3", "min pass 4"], reports.Stages.Distinct());
    }

    [Fact]
    public void Rewinding_goes_back_to_the_epoch_that_errs_on_forgotten_rows_as_on_unseen_ones()
    {
        var split = pictures.WholeClass();
        using var network = pictures.Original.Copy(CPU);
        using var generator = new Generator(1UL, CPU);
        var unseen = new LabeledRows(split.Forget.AllFeatures(), split.Forget.AllLabels()).All;
        var run = new UnlearningRun(network, new ForgetSplit(split.Retain, split.Forget, unseen), Tiny.Recipe, generator);
        using var checkpoints = new Checkpoints(run);
        checkpoints.Keep();
        var known = LearntPictures.Weights(network);
        Spoil(network);
        checkpoints.Keep();
        network.load_state_dict(pictures.Original.state_dict()); // ends where it knows the unseen rows: nearest is the first checkpoint

        checkpoints.Rewind();
        Assert.Equal(known, LearntPictures.Weights(network));

        Spoil(network); // ends where it errs on all unseen rows: nearest is the second one
        checkpoints.Rewind();
        Assert.NotEqual(known, LearntPictures.Weights(network));
    }

    [Fact]
    public void Only_rewinding_needs_unseen_rows() =>
        Assert.Equal(
            ("SCRUB", false, "SCRUB with rewinding", true),
            (new Scrub().Name, new Scrub().NeedsUnseenRows, Rewinding.Name, Rewinding.NeedsUnseenRows));

    [Fact]
    public void Rewinding_without_unseen_rows_of_the_forgotten_class_is_refused()
    {
        var split = pictures.WholeClass();
        var others = new ForgetSplit(split.Retain, split.Forget, split.Retain.Select([0, 1]));
        Refused.With<UnlearningException>("Rewinding needs unseen rows", () => pictures.After(Rewinding, others));
    }

    private static Scrub Rewinding => new() { Rewinds = true, WholeClass = Passes with { NumberOfEpochs = 1 } };

    /// <summary>Makes a network that never takes a row for the forgotten class.</summary>
    private static void Spoil(ClassifierNetwork network)
    {
        using var none = no_grad();
        network.state_dict()["fc.bias"].select(0, 0).fill_(-1e4f);
    }
}
