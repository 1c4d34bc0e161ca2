using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>A request on a trained classifier, from the marks to the new classifier, with what the method prepares: seconds of the whole,
/// beside those of retraining.</summary>
internal sealed record Requests(string Title, int RowsPerClass, int Width, string Request, Func<UnlearningMethod>? Method) : Work(
    $"{Title}, {RowsPerClass} rows a class, width {Width}, {Request}", "request", [Library, Retraining])
{
    /// <summary>Retraining, by the library.</summary>
    public const string Retraining = "retraining";

    public override void Prepare(string folder)
    {
        var ml = new MLContext(seed: 1);
        Original(ml, folder, Split(ml, folder).Train).Dispose();
    }

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var (train, unseen) = Split(ml, folder);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Parse(Request));
        using var original = Original(ml, folder, train);
        var meter = Meter.Start();
        using var model = (contestant == Retraining
            ? ml.Unlearn(original, new Retrain(), unseen: unseen)
            : Method is null ? ml.Unlearn(original, unseen: unseen) : ml.Unlearn(original, Method(), unseen: unseen)).Fit(marked);
        var step = model.History[^1];
        return meter.Stop((step.RunTime + step.PreparationTime).TotalSeconds);
    }

    private (IDataView Train, IDataView Unseen) Split(MLContext ml, string folder) =>
        ml.Unlearning().HoldOut(ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, RowsPerClass * 10, 500))), 0.1);

    private NeuralClassifier Original(MLContext ml, string folder, IDataView train) =>
        Originals.Get(ml, folder, train, $"{RowsPerClass * 10}", Width);
}
