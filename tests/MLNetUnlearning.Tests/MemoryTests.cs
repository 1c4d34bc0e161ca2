namespace MLNetUnlearning.Tests;

/// <summary>Tensors in dispose scopes are counted a thread; what a fit leaves behind is its classifier and nothing else.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Fitting_and_scoring_again_and_again_leaves_no_tensor_in_a_scope()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        Run(ml, classifier); // the first run prepares the attacker, which stays with the classifier
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) Run(ml, classifier);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Run(MLContext ml, NeuralClassifier classifier)
    {
        using var unlearned = Tiny.Unlearned(ml, classifier, seed: 1);
        Assert.Equal(Tiny.NumberOfRows, unlearned.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel").Count());
    }
}
