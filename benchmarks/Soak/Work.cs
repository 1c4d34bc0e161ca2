using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Soak;

/// <summary>What programs do with the library, on pictures of 8 x 8 pixels.</summary>
internal sealed class Work
{
    private const int BatchSize = 16, RowsToTrain = 160, RowsToScore = 10_000, StepsAnEpoch = RowsToTrain / BatchSize;

    private readonly IDataView rows, unseen;

    public Work()
    {
        Context.Unlearning().TuneProcess();
        Pictures = Picture.Drawn(RowsToTrain, seed: 1);
        rows = View(Pictures);
        unseen = View(Picture.Drawn(RowsToTrain, seed: 2));
    }

    public MLContext Context { get; } = new(seed: 1);

    public IReadOnlyList<Picture> Pictures { get; }

    /// <summary>One fit of so many steps, with a sample every hundredth of the way.</summary>
    public void Train(int steps, MemorySamples memory)
    {
        var every = Math.Max(1, steps / 100);
        Trained(seed: 1, steps / StepsAnEpoch, new EachStep(step =>
        {
            if (step % every == 0) memory.Take(step);
        })).Dispose();
    }

    /// <summary>The same rows scored again and again, until they are so many.</summary>
    public void Score(int numberOfRows, MemorySamples memory)
    {
        using var classifier = Trained(seed: 1);
        var some = View(Picture.Drawn(RowsToScore, seed: 3));
        for (var done = 0; done < numberOfRows;)
        {
            done += classifier.Transform(some).GetColumn<float[]>("Score").Count();
            memory.Take(done);
        }
    }

    /// <summary>Rounds of training, forgetting by two methods, scoring and disposing.</summary>
    public void Forget(int rounds, MemorySamples memory)
    {
        var marked = Context.Unlearning().MarkForgotten(rows, ForgetRequest.Class("a"));
        UnlearningMethod[] methods =
            [AdversarialMinMax.Cifar10Dense with { NumberOfNoiseCopies = 2, AttackerPreTrainingIterations = 2 }, new FineTune()];
        for (var round = 1; round <= rounds; round++)
        {
            using var original = Trained(seed: round);
            foreach (var method in methods)
            {
                using var unlearned = Context.Unlearn(
                    original, method, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, seed: round).Fit(marked);
                _ = unlearned.Transform(rows).GetColumn<float[]>("Score").Count();
            }
            memory.Take(round);
        }
    }

    public NeuralClassifier Trained(int seed, int epochs = 2, IProgress<UnlearningProgress>? progress = null)
    {
        var recipe = new TrainingRecipe { NumberOfEpochs = epochs, BatchSize = BatchSize, LearningRate = 0.01 };
        var trainer = Context.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet(4), seed: seed, progress: progress);
        return trainer.Fit(rows);
    }

    public IDataView View(IEnumerable<Picture> pictures) =>
        Context.Transforms.Conversion.MapValueToKey("Label").Fit(Context.Data.LoadFromEnumerable(pictures))
            .Transform(Context.Data.LoadFromEnumerable(pictures));

    /// <summary>Calls at once; <see cref="Progress{T}"/> calls later, on another thread.</summary>
    private sealed class EachStep(Action<int> after) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value) => after(value.Step);
    }
}

/// <summary>A small picture of one of three classes.</summary>
internal sealed class Picture
{
    private const int Side = 8, Plane = Side * Side;

    [VectorType(3, Side, Side)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>Pictures with one plane brighter than the others, which tells the class.</summary>
    public static List<Picture> Drawn(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(row => new Picture
        {
            Label = $"{(char)('a' + row % 3)}",
            Features = [.. Enumerable.Range(0, 3 * Plane).Select(i => (float)random.Next(0, 136) + (i / Plane == row % 3 ? 120 : 0))],
        })];
    }
}
