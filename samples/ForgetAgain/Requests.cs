using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ForgetAgain;

/// <summary>Five requests in a row: a class, two rows at random, three ids, one row, another class.</summary>
internal sealed class Requests(
    MLContext ml, Rows rows, NetworkArchitecture network, TrainingRecipe recipe, bool freshMarks, CancellationToken cancellation)
{
    /// <summary>Grants each request on the classifier of the one before, and prints what retraining without all of them would
    /// give.</summary>
    public void Grant(UnlearningMethod method)
    {
        var (train, test) = (ml.Data.Cache(rows.Train(ml)), ml.Data.Cache(rows.Test(ml)));
        var trainer = ml.Unlearning().TrainClassifier(
            recipe, network: network, idColumnName: "Id", seed: rows.Seed, cancellationToken: cancellation);
        using var original = trainer.Fit(train);
        Console.WriteLine(rows);
        Console.WriteLine(
            "  request            so far  UA             MIA-Efficacy   RA             TA             disparity  seconds        advice");
        var marked = train;
        var model = original;
        foreach (var request in Five(train))
        {
            var before = marked;
            marked = ml.Unlearning().MarkForgotten(marked, request, addToEarlierMarks: marked != train);
            var own = freshMarks ? ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Id", NewIds(before, marked))) : marked;
            var clock = Stopwatch.StartNew();
            var next = ml.Unlearn(model, method, seed: rows.Seed, cancellationToken: cancellation).Fit(own);
            var took = clock.Elapsed;
            clock.Restart();
            using var retrained = ml.Unlearn(model, new Retrain(), seed: rows.Seed + 1000, cancellationToken: cancellation).Fit(marked);
            var retraining = clock.Elapsed;
            var (metrics, reference) = (Evaluate(next, marked, test), Evaluate(retrained, marked, test));
            var advice = ml.Unlearning().AdviseRetraining(original, next, marked, test);
            Print(request, metrics, reference, took, retraining, advice);
            if (model != original) model.Dispose();
            model = next;
        }
        Console.WriteLine(
            "  In brackets: the model retrained without all rows forgotten so far. UA and MIA-Efficacy are over all of them.");
        var counts = string.Join(", ", model.History.Select(step => step.NumberOfForgottenRows));
        Console.WriteLine($"  The classifier remembers {model.ForgottenRows.Count} forgotten rows; marked in each step: {counts}.");
        Console.WriteLine();
        model.Dispose();
    }

    /// <summary>The ids of the rows that the last request has marked.</summary>
    private static string[] NewIds(IDataView before, IDataView now)
    {
        var was = before.Schema.GetColumnOrNull("Forget") is null ? [] : before.GetColumn<bool>("Forget").ToArray();
        var ids = now.GetColumn<ReadOnlyMemory<char>>("Id").Select(id => id.ToString());
        return [.. ids.Zip(now.GetColumn<bool>("Forget")).Where((row, index) => row.Second && !was.ElementAtOrDefault(index))
            .Select(row => row.First)];
    }

    private UnlearningMetrics Evaluate(NeuralClassifier model, IDataView marked, IDataView test) =>
        ml.Unlearning().Evaluate(model, marked, null, test);

    private IEnumerable<ForgetRequest> Five(IDataView train)
    {
        var classes = new List<string>();
        VBuffer<ReadOnlyMemory<char>> names = default;
        train.Schema["Label"].GetKeyValues(ref names);
        foreach (var name in names.DenseValues()) classes.Add(name.ToString());
        string[] ids = [.. train.GetColumn<ReadOnlyMemory<char>>("Id").Select(id => id.ToString())];
        uint[] labels = [.. train.GetColumn<uint>("Label")];
        var random = new Random(rows.Seed);
        var (first, second) = (rows.Seed % classes.Count, (rows.Seed + 3) % classes.Count);
        // Rows of classes that stay, so that every request has something to forget.
        string[] others = [.. ids.Where((_, row) => labels[row] != first + 1 && labels[row] != second + 1)];
        random.Shuffle(others);
        yield return ForgetRequest.Class(classes[first]);
        yield return ForgetRequest.Random(2.4 / ids.Length, rows.Seed);
        yield return ForgetRequest.Rows("Id", others[..3]);
        yield return ForgetRequest.Rows("Id", others[3..4]);
        yield return ForgetRequest.Class(classes[second]);
    }

    private static void Print(
        ForgetRequest request, UnlearningMetrics now, UnlearningMetrics retrained, TimeSpan took, TimeSpan retraining,
        RetrainingAdvice advice)
    {
        string Both(double one, double other) => string.Create(CultureInfo.InvariantCulture, $"{one:F1} ({other:F1})");
        var gap = now.CompareTo(retrained).AverageDisparity;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {request,-17}  {now.SoFar.NumberOfRows,6}  {Both(now.UnlearningAccuracy, retrained.UnlearningAccuracy),-15}"
            + $"{Both(now.MembershipInferenceEfficacy, retrained.MembershipInferenceEfficacy),-15}"
            + $"{Both(now.RetainAccuracy, retrained.RetainAccuracy),-15}{Both(now.TestAccuracy, retrained.TestAccuracy),-15}"
            + $"{gap,9:F1}  {Both(took.TotalSeconds, retraining.TotalSeconds),-15}{(advice.IsAdvised ? "retrain" : "keep")}"));
        foreach (var reason in advice.Reasons) Console.WriteLine($"      {reason}");
    }
}
