using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Serving;

namespace Soak;

/// <summary>Four clients that ask a pool without a pause, while its classifier is swapped for another one and back.</summary>
internal sealed class Clients(Work work)
{
    private const int NumberOfClients = 4, NumberOfSwaps = 10;

    public async Task<Requests> Ask(TimeSpan duration)
    {
        var folder = Directory.CreateTempSubdirectory("soak-").FullName;
        try
        {
            string[] files = [Path.Combine(folder, "0.zip"), Path.Combine(folder, "1.zip")];
            float[][][] expected = [Save(files[0], seed: 1), Save(files[1], seed: 2)];
            using var pool = new ClassifierPool(work.Context.Unlearning().LoadClassifier(files[0]));
            using var over = new CancellationTokenSource();
            var clients = Enumerable.Range(0, NumberOfClients).Select(_ => Task.Run(() => Ask(pool, expected, over.Token))).ToList();
            for (var swap = 1; swap <= NumberOfSwaps; swap++)
            {
                await Task.Delay(duration / (NumberOfSwaps + 1));
                await pool.SwapAsync(work.Context.Unlearning().LoadClassifier(files[swap % 2]));
            }
            await Task.Delay(duration / (NumberOfSwaps + 1));
            await over.CancelAsync();
            return Requests.Sum(await Task.WhenAll(clients));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Saves a classifier and returns its scores.</summary>
    private float[][] Save(string file, int seed)
    {
        using var classifier = work.Trained(seed);
        classifier.Save(file);
        return [.. classifier.Transform(work.View(work.Pictures)).GetColumn<float[]>("Score")];
    }

    private async Task<Requests> Ask(ClassifierPool pool, float[][][] expected, CancellationToken over)
    {
        var requests = new Requests(0, 0, 0, "");
        while (!over.IsCancellationRequested)
            for (var row = 0; row < work.Pictures.Count; row++)
                try
                {
                    var scores = (await pool.ScoreAsync(work.Pictures[row].Features)).Scores;
                    var isRight = expected.Any(model => model[row].SequenceEqual(scores)); // of one classifier or the other, to the bit
                    requests = isRight
                        ? requests with { Answered = requests.Answered + 1 }
                        : requests with { Wrong = requests.Wrong + 1, First = $"row {row}: {string.Join(' ', scores)}" };
                }
                catch (Exception error)
                {
                    requests = requests with { Failed = requests.Failed + 1, First = error.ToString() };
                }
        return requests;
    }
}

/// <summary>How requests ended.</summary>
/// <param name="Answered">With the scores of one of the classifiers.</param>
/// <param name="Wrong">With other scores.</param>
/// <param name="Failed">With an exception.</param>
/// <param name="First">One that was wrong or failed, in words.</param>
internal sealed record Requests(long Answered, long Wrong, long Failed, string First)
{
    public bool AllSucceeded => Answered > 0 && Wrong + Failed == 0;

    public static Requests Sum(IReadOnlyList<Requests> all) => new(
        all.Sum(one => one.Answered), all.Sum(one => one.Wrong), all.Sum(one => one.Failed), all.Max(one => one.First)!);

    public override string ToString() =>
        $"requests of 4 clients through 10 swaps: {Answered} answered, {Wrong} wrong, {Failed} failed {First}";
}
