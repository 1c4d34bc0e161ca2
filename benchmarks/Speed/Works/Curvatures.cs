using System.Diagnostics;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;
using Speed.Peers;
using static TorchSharp.torch;

namespace Speed.Works;

/// <summary>A method that looks at gradients of rows, beside a plain program that takes those gradients one row at a time.</summary>
/// <param name="Title">The method.</param>
/// <param name="Method">With its settings.</param>
/// <param name="OfClasses">Whether the gradient towards each class is taken, not only that of the loss.</param>
internal sealed record Curvatures(string Title, Func<UnlearningMethod> Method, bool OfClasses = false) : Work(
    $"{Title}, 1000 rows, width 16", "request", [Library, Plain])
{
    private const int Rows = 1000, Width = 16, Classes = 10;

    // The plain program is timed on a part of the rows: it takes as long for each.
    // A slow start would count for all of them, so it warms up first; the library's run is timed whole.
    private const int TimedRows = 100, WarmUpRows = 5;

    // They answer the made-up pictures right after a few passes, and the search for a strength has something to lose.
    private const int Steps = 150;

    public override void Prepare(string folder)
    {
        var ml = new MLContext(seed: 1);
        Original(ml, folder, ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 100))).Dispose();
    }

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 100);
        if (contestant == Plain) return RowByRow(pictures);
        var train = ml.Data.Cache(ml.LoadCifar(pictures));
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
        using var original = Original(ml, folder, train);
        var meter = Meter.Start();
        using var model = ml.Unlearn(original, Method(), maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(marked);
        var step = model.History[^1];
        return meter.Stop((step.RunTime + step.PreparationTime).TotalSeconds);
    }

    private static NeuralClassifier Original(MLContext ml, string folder, IDataView train) =>
        Originals.Get(ml, folder, train, $"{Rows}-{Steps}", Width, Originals.BriefRecipe(Steps));

    /// <summary>The squared gradients of all rows, summed, as a user of TorchSharp writes it.</summary>
    private Sample RowByRow(string pictures)
    {
        var (images, labels) = PlainRows.Read(pictures);
        using var model = new PlainResNet18(Width, 10);
        model.eval();
        var weights = model.parameters().ToList();
        var sums = weights.Select(weight => zeros_like(weight)).ToList();
        var meter = Meter.Start();
        for (var row = 0; row < WarmUpRows; row++) Add(row);
        var clock = Stopwatch.StartNew();
        for (var row = 0; row < TimedRows; row++) Add(row);
        return meter.Stop(clock.Elapsed.TotalSeconds * Rows / TimedRows);

        void Add(int row)
        {
            using var scope = NewDisposeScope();
            var image = images.narrow(0, row, 1).to(ScalarType.Float32) / 255f;
            var answers = nn.functional.log_softmax(model.call(image), 1);
            var label = (int)labels[row].item<long>();
            foreach (var of in OfClasses ? Enumerable.Range(0, Classes) : [label])
            {
                model.zero_grad();
                (-answers[0, of]).backward(retain_graph: OfClasses);
                using var none = no_grad();
                foreach (var (weight, sum) in weights.Zip(sums)) sum.add_(weight.grad!.square());
            }
        }
    }
}
