using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed;

/// <summary>A request for a tenth of 1,600 rows, on a ResNet-18 that was trained for a few steps: for works in which only speed
/// matters.</summary>
internal sealed record BriefRequest(NeuralClassifier Original, IDataView Marked, IDataView Unseen) : IDisposable
{
    private const int Rows = 2000;

    /// <summary>Makes its pictures.</summary>
    public static void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    /// <summary>Trains, and marks.</summary>
    public static BriefRequest Of(MLContext ml, string folder, int width)
    {
        var (train, unseen) = ml.Unlearning().HoldOut(
            ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 10))), 0.2);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
        return new(Originals.Brief(ml, train, KnownNetworks.ResNet18(width), steps: 20), marked, unseen);
    }

    /// <summary>Carries it out, however much that costs the rows that stay.</summary>
    public NeuralClassifier Unlearn(MLContext ml, UnlearningMethod method, IProgress<UnlearningProgress>? progress = null) => ml.Unlearn(
        Original, method, unseen: Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, progress: progress).Fit(Marked);

    public void Dispose() => Original.Dispose();
}
