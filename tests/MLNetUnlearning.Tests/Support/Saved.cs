using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>Classifiers that were never trained, and their files, as bytes.</summary>
internal static class Saved
{
    public static ClassifierStep[] History { get; } =
    [
        new("train", "by \"hand\" & schön", -7, 24, 0, TimeSpan.FromTicks(12345678901), TimeSpan.Zero),
        new("adversarial", "Beta = 1", int.MaxValue, 24, 8, TimeSpan.FromTicks(1), TimeSpan.FromTicks(3))
        {
            Judgement = new SelfJudgement
            {
                NumberOfForgottenRows = 8,
                NumberOfRetainedRows = 16,
                NumberOfUnseenRows = 9,
                NumberOfYardstickRows = 8.1,
                ForgottenAccuracy = 12.5,
                ForgottenAccuracyBefore = 87.5,
                ExpectedForgottenAccuracy = 1 / 3.0,
                ForgottenConfidence = 20.1,
                ForgottenConfidenceBefore = 80.2,
                ExpectedForgottenConfidence = 1e-17,
                AttackAreaUnderCurve = 0.55,
                AttackAreaUnderCurveBefore = 0.9,
                RetainAccuracyBefore = 100,
                RetainAccuracy = 93.75,
                UnseenAccuracyBefore = 62.5,
                UnseenAccuracy = 0,
            },
        },
    ];

    public static LabelKeys Labels { get; } = new(["red", "grün", "a \"b\""], TextDataViewType.Instance);

    public static NeuralClassifier Classifier(
        NetworkArchitecture? architecture = null, LabelKeys? labels = null, TrainingRecipe? recipe = null, FeatureShape? shape = null,
        int numberOfRows = 3)
    {
        using var generator = Seeding.Create(5);
        labels ??= Labels;
        var network = (architecture ?? KnownNetworks.SmallConvNet(2)).Create(shape ?? Tiny.Shape, labels.Count, generator);
        var rows = Enumerable.Range(1, numberOfRows).Select(i => new RowFingerprint((ulong)i, ulong.MaxValue - (ulong)i));
        return new NeuralClassifier(new ClassifierState(
            network, new("Class", "Pixels", "P", "Guess"), labels, recipe ?? Tiny.Recipe, Remembered([.. rows]), History));
    }

    /// <summary>Of the rows, the last was forgotten.</summary>
    private static RememberedRows Remembered(RowFingerprint[] rows)
    {
        var training = RememberedRows.OfTraining(
            FingerprintKey.FromBytes([.. Enumerable.Range(1, FingerprintKey.Length).Select(i => (byte)i)]), rows);
        if (rows.Length == 0) return training;
        var key = training.Key!;
        return training with { Forgotten = ForgottenRows.Of([new(key.Of(rows[^1]), key.Of(rows[^1], 1), 77)]) };
    }

    public static byte[] Bytes(NeuralClassifier classifier)
    {
        using var stream = new MemoryStream();
        ClassifierWriter.Write(classifier.State, stream);
        return stream.ToArray();
    }

    public static NeuralClassifier Load(byte[] bytes, NetworkArchitecture? brought = null) =>
        new(ClassifierReader.Read(new MemoryStream(bytes), CPU, brought));

    /// <summary>What comes back of a classifier; the given one is freed.</summary>
    public static NeuralClassifier ThereAndBack(NeuralClassifier classifier)
    {
        using (classifier) return Load(Bytes(classifier), classifier.Architecture as OwnArchitecture);
    }

    /// <summary>The message of the refusal of a file.</summary>
    public static string Refusal(byte[] bytes) => Assert.Throws<ModelFileException>(() => Load(bytes).Dispose()).Message;
}
