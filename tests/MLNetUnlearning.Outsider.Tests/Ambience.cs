using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;
using static TorchSharp.torch;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>Does everything once in each state that a program can leave its process and thread in, and says for each a hash over all
/// results. It is a program of its own, because some of these states belong to the process.</summary>
internal sealed class Ambience : IDisposable
{
    /// <summary>Several at once, to save time.</summary>
    private static readonly Dictionary<string, Func<IDisposable>[]> States = new()
    {
        ["as it was"] = [],
        ["float64, no_grad, decimal commas"] = [() => DefaultType(ScalarType.Float64), no_grad, () => Culture(",", "-")],
        ["bfloat16, inference_mode, other signs"] =
            [() => DefaultType(ScalarType.BFloat16), () => inference_mode(), () => Culture("\u066b", "\u200e\u2212")],
        ["another device, no folder"] = [() => DefaultDevice("meta"), Nowhere],
    };

    private readonly MLContext ml = new(seed: 1);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string folder = Directory.CreateTempSubdirectory("ambience").FullName;

    /// <summary>One line a state: its name, the hash, and whether the global random state was left alone.</summary>
    public static IEnumerable<string> Run()
    {
        foreach (var (name, set) in States)
        {
            var before = get_rng_state().data<byte>().ToArray();
            IDisposable[] parts = [.. set.Select(part => part())];
            string found;
            using (var ambience = new Ambience()) found = ambience.Results();
            foreach (var part in parts.Reverse()) part.Dispose();
            var after = get_rng_state().data<byte>().ToArray();
            yield return $"{name}: {found}{(before.SequenceEqual(after) ? "" : ", and the random state is another")}";
        }
    }

    public void Dispose()
    {
        hash.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Results()
    {
        try
        {
            All();
            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception error)
        {
            return error.ToString().ReplaceLineEndings(" | ");
        }
    }

    private void All()
    {
        var recipe = new TrainingRecipe { NumberOfEpochs = 2, BatchSize = 8, LearningRate = 0.05 };
        var (train, unseen, test) = (Rows(seed: 0), Rows(seed: 1), Rows(seed: 2));
        using var original = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet(4)).Fit(train);
        Take(original, test);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class(1.5f));
        foreach (var method in ml.Unlearning().Methods)
        {
            var quick = method is AdversarialMinMax // the published attacker as well, which draws dropout masks
                ? AdversarialMinMax.Cifar10Dense with { NumberOfNoiseCopies = 2, AttackerPreTrainingIterations = 2 }
                : method;
            try
            {
                using var unlearned = ml.Unlearn(original, quick, unseen: unseen).Fit(marked);
                Take(unlearned, test);
            }
            catch (UnlearningException refused) // no strength is bearable
            {
                Take(refused.Message);
            }
        }
        using var pruned = ml.Unlearning().Prune(original, new MagnitudePruning { Sparsity = 0.5 }).Fit(train);
        Take(pruned, test);
        Take(Assert.Throws<ArgumentException>(() => ml.Unlearning().Prune(pruned, new MagnitudePruning { Sparsity = 0.25 })).Message);
        Files(original, test);
        Measures(original, marked, unseen, test);
    }

    private void Files(NeuralClassifier classifier, IDataView test)
    {
        var (saved, exported, model, prepared) = (Place("a.zip"), Place("a.safetensors"), Place("m.zip"), Place("p.safetensors"));
        classifier.Save(saved);
        using var loaded = ml.Unlearning().LoadClassifier(saved);
        Take(loaded, test);
        ml.Unlearning().ExportWeights(classifier, exported);
        using var imported = ml.Unlearning().ImportWeights(exported, classifier.Labels.Names, featureShape: classifier.Shape);
        Take(imported, test);
        if (classifier.SavePreparations(prepared)) loaded.LoadPreparations(prepared);
        ml.Model.Save(classifier, test.Schema, model);
        Take(ml.Model.Load(model, out _).Transform(test));
        using var found = ml.Unlearning().FindClassifier(ml.Model.Load(model, out _));
        Take(found, test);
        // What was loaded in this state can be trained on.
        using var again = ml.Unlearn(loaded, new FineTune()).Fit(ml.Unlearning().MarkForgotten(Rows(seed: 0), ForgetRequest.Class(1.5f)));
        Take(again, test);
    }

    private void Measures(NeuralClassifier classifier, IDataView marked, IDataView unseen, IDataView test)
    {
        MembershipAttack[] attacks = [new KernelSvmAttack { Cost = 2.5 }, new SvmAttack(), new ThresholdAttack(), new TreeAttack()];
        var metrics = ml.Unlearning().Evaluate(classifier, marked, unseen, test, attacks: attacks);
        foreach (var metric in metrics.Metrics) Take($"{metric.Name} {metric.Interpretation}");
        var run = ComparedRun.Of("data", "class", 12.5, "original", "none", 0, metrics) with { Seconds = 1.25, PreparationSeconds = null };
        var comparison = new UnlearningComparison([run]);
        Take(comparison.ToMarkdown() + comparison.ToCsv() + comparison.AttacksToCsv() + comparison.ToJsonLines());
        foreach (var inference in metrics.MembershipInference)
            Take(FormattableString.Invariant($"{inference.Attack} {inference.Efficacy:r} {inference.TrainingPrivacyAccuracy:r}"));
        var audit = ml.Unlearning().AuditMembership(classifier, marked, unseen, numberOfShadowModels: 2, folder: Place("shadows"));
        Take(FormattableString.Invariant($"{audit.Forgotten.AreaUnderCurve.Value:r}"));
        var pairs = ml.Unlearning().AuditUnlearning(classifier, new FineTune(), marked, unseen, numberOfShadowModels: 2);
        Take(FormattableString.Invariant($"{pairs.Forgotten.AreaUnderCurve.Value:r}"));
    }

    private string Place(string name) => Path.Combine(folder, name);

    /// <summary>Scores, weights and the exported graph.</summary>
    private void Take(NeuralClassifier classifier, IDataView test)
    {
        Take(classifier.Transform(test));
        ml.Unlearning().ExportWeights(classifier, Place("weights"));
        hash.AppendData(File.ReadAllBytes(Place("weights")));
        classifier.SaveOnnx(Place("graph"));
        hash.AppendData(File.ReadAllBytes(Place("graph")));
        Take(classifier.History[^1].Settings);
    }

    private void Take(IDataView scored)
    {
        foreach (var row in scored.GetColumn<float[]>("Score"))
            foreach (var score in row) hash.AppendData(BitConverter.GetBytes(score));
    }

    private void Take(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

    /// <summary>Noise in three classes, whose names are numbers with decimals.</summary>
    private IDataView Rows(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 24).Select(row => new Row
        {
            Label = row % 3 + 0.5f,
            Features = [.. Enumerable.Range(0, 3 * 8 * 8).Select(pixel => (float)random.Next(pixel / 64 == row % 3 ? 256 : 128))],
        });
        var view = ml.Data.LoadFromEnumerable(rows.ToArray());
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
    }

    private static Undoing DefaultType(ScalarType type)
    {
        set_default_dtype(type);
        return new Undoing(() => set_default_dtype(ScalarType.Float32));
    }

    private static Undoing DefaultDevice(string device)
    {
        set_default_device(device);
        return new Undoing(() => set_default_device(CPU));
    }

    private static Undoing Culture(string decimalSeparator, string negativeSign)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("")
        {
            NumberFormat = { NumberDecimalSeparator = decimalSeparator, NegativeSign = negativeSign, NumberGroupSeparator = "." },
            DateTimeFormat = { TimeSeparator = "_", DateSeparator = "_" },
        };
        return new Undoing(() => CultureInfo.CurrentCulture = culture);
    }

    /// <summary>The current folder is deleted.</summary>
    private static Undoing Nowhere()
    {
        var before = Directory.GetCurrentDirectory();
        var gone = Directory.CreateTempSubdirectory("gone").FullName;
        Directory.SetCurrentDirectory(gone);
        Directory.Delete(gone);
        return new Undoing(() => Directory.SetCurrentDirectory(before));
    }

    private sealed class Row
    {
        public float Label { get; set; }

        [VectorType(3, 8, 8)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Undoing(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
