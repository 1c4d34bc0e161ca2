using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tests;

namespace Fuzz;

/// <summary>All readers of the library. A new one is a line more in the constructor.</summary>
internal sealed class Readers : IDisposable
{
    private const string Pickle = "/data.pkl";

    private readonly MLContext ml = new(seed: 1);
    private readonly string folder = Directory.CreateTempSubdirectory("fuzz-").FullName;
    private readonly byte[] classifier, original, key, weights, preparations, checkpoint, shards;
    private readonly IDataView rows;
    private readonly TrainingRecipe recipe = new() { NumberOfEpochs = 1, BatchSize = 10, Augmentation = null };
    private readonly byte[] torch = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "PyTorch", "resnet18-wrapped.pth"));

    public Readers()
    {
        ml.Unlearning().TuneProcess(numberOfThreads: 1);
        rows = ml.LoadSyntheticImages(rowsPerClass: 1);
        // With the same key, each process makes the same classifier: a part of a seed fits to the other parts of it.
        var secret = FingerprintKey.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        var trainer = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet(1), fingerprintKey: secret);
        using var trained = trainer.Fit(rows);
        var game = AdversarialMinMax.Cifar10Dense with { NumberOfNoiseCopies = 2, AttackerPreTrainingIterations = 1 };
        var marked = ml.Unlearning().MarkForgotten(rows, ForgetRequest.Class(SyntheticImages.ClassNames[0]));
        var unseen = ml.LoadSyntheticImages(rowsPerClass: 1, part: DataSetPart.Test);
        using var unlearned = ml.Unlearn(trained, game, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity)
            .Fit(marked);
        using var noted = unlearned.WithNotes(new Dictionary<string, string> { ["data.seed"] = "3", ["data.kind"] = "Folder" });
        classifier = Written(noted.Save);
        original = Written(trained.Save);
        key = Written(trained.SaveFingerprintKey);
        weights = Written(path => ml.Unlearning().ExportWeights(trained, path));
        preparations = Written(path => trained.SavePreparations(path));
        checkpoint = Checkpoint();
        shards = Written(Sharded(secret).Save);
        All =
        [
            new("classifier", [classifier], LoadClassifier, typeof(ModelFileException)),
            // Parts of a classifier's file with hashes that fit, as somebody who means harm would write them.
            new("manifest", [Part(classifier, "manifest.json")],
                part => LoadClassifier(ZipFiles.Forged(classifier, manifestBytes: part)), typeof(ModelFileException)),
            new("weights", [Part(classifier, "weights.safetensors")],
                part => LoadClassifier(ZipFiles.Forged(classifier, weights: _ => part)), typeof(ModelFileException)),
            new("training-rows", [Part(classifier, "training-rows.bin")],
                part => LoadClassifier(ZipFiles.Forged(classifier, rows: _ => part)), typeof(ModelFileException)),
            new("forgotten-rows", [Part(classifier, "forgotten-rows.bin")],
                part => LoadClassifier(ZipFiles.Forged(classifier, forgotten: _ => part)), typeof(ModelFileException)),
            new("key", [key], file => ml.Unlearning().LoadFingerprintKey(PathOf(file)), typeof(ModelFileException)),
            new("safetensors", [weights], file => ImportWeights(file, numberOfClasses: 10), typeof(ModelFileException)),
            new("torch", [torch], file => ImportWeights(file, numberOfClasses: 3), typeof(ModelFileException)),
            new("pickle", [Part(torch, Pickle), .. Seeds.SmallPickles],
                part => ImportWeights(WithPickle(part), numberOfClasses: 3), typeof(ModelFileException)),
            new("preparations", [preparations], LoadPreparations, typeof(ModelFileException)),
            new("shards", [shards], LoadShards, typeof(ModelFileException)),
            new("shards-manifest", [Part(shards, "manifest.json")],
                part => LoadShards(ZipFiles.Forged(shards, manifestBytes: part)), typeof(ModelFileException)),
            // A checkpoint that says it is of another run is refused by an InvalidOperationException.
            new("checkpoint", [checkpoint], GoOn, typeof(ModelFileException), typeof(InvalidOperationException)),
            new("features", [Features()], LoadFeatures, typeof(ModelFileException), typeof(InvalidOperationException)),
            new("cifar", [Seeds.CifarRecords], file => ReadCifar("data_batch_1.bin", file), typeof(InvalidDataException)),
            new("cifar-names", [Seeds.CifarNames], file => ReadCifar("batches.meta.txt", file), typeof(InvalidDataException)),
            new("comparison", [Seeds.Comparison], ReadComparison, typeof(FormatException), typeof(ArgumentException)),
            new("record", [Written(path => ml.Unlearning().WriteRecord(path, "1", trained, unlearned, marked))],
                file => DeletionRecord.Load(PathOf(file)).SaveHtml(Path.Combine(folder, "page")), typeof(FormatException)),
            new("record-key", [File.ReadAllBytes(Path.Combine(folder, RecordKey.PrivateFile))],
                file => RecordKey.Load(PathOf(file)).Dispose(), typeof(ArgumentException), typeof(IOException)),
        ];
    }

    public IReadOnlyList<Reader> All { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void LoadClassifier(byte[] file) => ml.Unlearning().LoadClassifier(PathOf(file)).Dispose();

    private void ImportWeights(byte[] file, int numberOfClasses) =>
        ml.Unlearning().ImportWeights(PathOf(file), [.. Enumerable.Range(0, numberOfClasses).Select(i => $"class {i}")]).Dispose();

    /// <summary>A model of three shards: of several classes, of one class, and without rows.</summary>
    private ShardedModel Sharded(FingerprintKey secret)
    {
        var answers = ml.Data.LoadFromEnumerable(Seeds.Answers);
        return ml.Unlearning().Sharded(
            context => context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.NaiveBayes()),
            numberOfShards: 3, fingerprintKey: secret, seed: 1).Fit(answers);
    }

    /// <summary>Loads a sharded model and asks it. What ML.NET loads as a shard may be another model than the manifest says, which is found
    /// out where rows are scored.</summary>
    private void LoadShards(byte[] file)
    {
        using var model = ml.Unlearning().LoadSharded(PathOf(file));
        if (model.ToString().Length == 0) throw new InvalidOperationException("It does not say what it is.");
    }

    private void LoadPreparations(byte[] file)
    {
        using var fresh = ml.Unlearning().LoadClassifier(PathOf(original, "original"));
        fresh.LoadPreparations(PathOf(file));
    }

    /// <summary>Kept features of the rows, some of them forgotten. Their key stays where <see cref="LoadFeatures"/> looks for it.</summary>
    private byte[] Features()
    {
        var kept = Kept();
        kept.Fit(rows);
        kept.Forget(ml.Unlearning().MarkForgotten(rows, ForgetRequest.Class(SyntheticImages.ClassNames[1])));
        return File.ReadAllBytes(kept.Path);
    }

    private void LoadFeatures(byte[] file) => Kept(PathOf(file, "kept"));

    private KeptFeatures Kept(string? path = null) =>
        ml.Unlearning().KeepFeatures(
            ml.Transforms.CopyColumns("Copy", "Features"), path ?? Path.Combine(folder, "kept"), "Features", "Copy");

    /// <summary>The checkpoint of a training that was cancelled after its first step.</summary>
    private byte[] Checkpoint()
    {
        var place = Path.Combine(folder, "cancelled");
        using var cancellation = new CancellationTokenSource();
        var settings = new CheckpointSettings(place) { Interval = TimeSpan.Zero };
        var trainer = ml.Unlearning().TrainClassifier(
            recipe with { NumberOfEpochs = 2 }, network: KnownNetworks.SmallConvNet(1), seed: 1, checkpoint: settings,
            progress: new Cancelling(cancellation), cancellationToken: cancellation.Token);
        try
        {
            trainer.Fit(rows).Dispose();
        }
        catch (OperationCanceledException)
        {
            return File.ReadAllBytes(Directory.GetFiles(place, "checkpoint-*").Single());
        }
        throw new InvalidOperationException("The training was not cancelled.");
    }

    /// <summary>Goes on with the training.</summary>
    private void GoOn(byte[] file)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "going-on")).FullName;
        var name = Path.GetFileName(Directory.GetFiles(Path.Combine(folder, "cancelled"), "checkpoint-*").Single());
        File.WriteAllBytes(Path.Combine(place, name), file);
        ml.Unlearning().TrainClassifier(
            recipe with { NumberOfEpochs = 2 }, network: KnownNetworks.SmallConvNet(1), seed: 1, checkpoint: place).Fit(rows).Dispose();
    }

    private void ReadCifar(string name, byte[] file)
    {
        PathOf(Seeds.CifarRecords, "data_batch_1.bin");
        PathOf(Seeds.CifarNames, "batches.meta.txt");
        PathOf(file, name);
        var view = ml.LoadCifar(folder);
        using var cursor = view.GetRowCursor(view.Schema);
        var features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> pixels = default;
        while (cursor.MoveNext()) features(ref pixels);
    }

    private static void ReadComparison(byte[] file) => UnlearningComparison.Parse(Encoding.UTF8.GetString(file).Split('\n'));

    /// <summary>Puts a file where a reader finds it. It is still there after a crash of the process.</summary>
    private string PathOf(byte[] file, string name = "file")
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    private byte[] Written(Action<string> write)
    {
        var path = Path.Combine(folder, "seed");
        File.Delete(path); // a record is never replaced
        write(path);
        return File.ReadAllBytes(path);
    }

    private static byte[] Part(byte[] archive, string name) =>
        ZipFiles.Parts(archive).Single(part => part.Name.EndsWith(name, StringComparison.Ordinal)).Bytes;

    private byte[] WithPickle(byte[] pickle) => ZipFiles.Of([
        .. ZipFiles.Parts(torch).Select(part => part.Name.EndsWith(Pickle, StringComparison.Ordinal) ? (part.Name, pickle) : part),
    ]);

    private sealed class Cancelling(CancellationTokenSource cancellation) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value) => cancellation.Cancel();
    }
}
