using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Records;
using TorchSharp;

namespace MLNetUnlearning;

/// <summary>Takes from two classifiers what a deletion record says of them.</summary>
internal static class RecordWriting
{
    /// <summary>The step that made a classifier forget.</summary>
    /// <exception cref="ArgumentException">It was not made from the other one by one run.</exception>
    /// <exception cref="InvalidOperationException">That run has forgotten nothing.</exception>
    public static ClassifierStep StepBetween(NeuralClassifier before, NeuralClassifier after)
    {
        if (after.History.Count != before.History.Count + 1 || !after.History.Take(before.History.Count).SequenceEqual(before.History))
            throw new ArgumentException(
                "The model after was not made from the model before by one run: their histories differ. Give the model that the request's "
                + "run was given, and the one that it made; write a record for each request.", nameof(after));
        var step = after.History[^1];
        return step.NumberOfForgottenRows > 0
            ? step
            : throw new InvalidOperationException($"The last step of the model, '{step.Name}', has forgotten no row.");
    }

    /// <summary>The rows that were forgotten.</summary>
    /// <param name="step">The step that has forgotten them.</param>
    /// <param name="before">The classifier before.</param>
    /// <param name="after">The classifier after.</param>
    /// <param name="marked">The training rows with their marks, in the form that the classifier takes; null: they are not at hand.</param>
    /// <param name="details">How the rows were identified, and the column of the marks.</param>
    /// <param name="recordId">The id of the record.</param>
    /// <exception cref="InvalidOperationException">The key of the rows is missing, or the marked rows are not those of the
    /// step.</exception>
    public static RowsPart RowsOf(
        ClassifierStep step, NeuralClassifier before, NeuralClassifier after, IDataView? marked, RecordDetails details, string recordId)
    {
        if (after.Remembered.Key is not { } key) throw RowReport.Unknown(after.Remembered);
        string[] Committed(IEnumerable<RowFingerprint> kept) =>
            [.. kept.Select(row => key.Commitment(row, recordId)).Order(StringComparer.Ordinal)];
        if (marked is null)
        {
            var earlier = before.ForgottenRows.Rows.CountBy(row => row.Row).ToDictionary();
            var added = after.ForgottenRows.Rows.GroupBy(row => row.Row)
                .SelectMany(equal => equal.Skip(earlier.GetValueOrDefault(equal.Key)).Select(row => row.Row)).ToArray();
            return new(
                details.IdentifiedBy ?? ["not stated"], after.Columns.Id is not null, step.NumberOfForgottenRows, key.Identity,
                Committed(added), ForgottenAgain: step.NumberOfForgottenRows - added.Length);
        }
        var read = FeatureTensors.Identities(
            marked, before.Columns, before.Shape, before.Labels, "marked rows", details.ForgetColumnName, withLooks: true);
        var known = before.Remembered.Sort(read);
        var never = before.Remembered.NeverTrainedAmong(read.Fingerprints);
        var found = known.Of(RowKind.Forget).Except(never).ToArray();
        var kept = found.Select(row => key.Of(read.Fingerprints[row])).ToArray();
        var forgotten = kept.Count(row => after.ForgottenRows.CountOf(row) > 0);
        if (kept.Length != step.NumberOfForgottenRows || forgotten < kept.Length)
            throw new InvalidOperationException(
                $"The marked rows are not those that the model has forgotten: '{step.Name}' has forgotten {step.NumberOfForgottenRows} "
                + $"rows, and {forgotten} of {kept.Length} marked rows are among those that the model ever forgot. Give the view that the "
                + "run was fitted on.");
        return new(
            details.IdentifiedBy ?? NamesIn(marked.Schema, details.ForgetColumnName), before.Columns.Id is not null, found.Length,
            key.Identity, Committed(kept), known.Count(RowKind.Forget) - found.Length, known.Again.Count,
            before.Shape.IsVector ? null : known.NearDuplicates(before.Remembered, CancellationToken.None).Length);
    }

    /// <summary>The classifier in words and hashes.</summary>
    public static ModelPart ModelOf(NeuralClassifier before, NeuralClassifier after) => new(
        HashOf(before), HashOf(after), after.Architecture.ToString()!,
        after.Labels.Count, after.Sparsity, ImagesOf(after.Shape), after.Shape.IsVector ? after.Shape.Size : null);

    /// <summary>The version of the format that says everything of a model.</summary>
    public static int VersionOf(NeuralClassifier after) =>
        after.Shape.IsVector ? RecordContent.NewestVersion : RecordContent.VersionOfImages;

    private static ImagesPart? ImagesOf(FeatureShape shape) => shape.IsVector
        ? null
        : new(shape.Width, shape.Height, shape.Channels, shape.PixelRange == PixelRange.ZeroTo255 ? 255 : 1);

    /// <summary>How the rows were forgotten.</summary>
    public static MethodPart MethodOf(ClassifierStep step, DeletionGuarantee guarantee) => new(
        step.Name, DerivedArtefact.Words(guarantee), step.Settings, step.Seed, step.NumberOfRows - step.NumberOfForgottenRows,
        Math.Round(step.RunTime.TotalSeconds, 3), Math.Round(step.PreparationTime.TotalSeconds, 3), step.Choice, step.Device);

    /// <summary>What else was made: what the caller knows and, unless that is among it, the attackers that were prepared for the classifier
    /// before.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<ArtefactPart> ArtefactsOf(NeuralClassifier before, IReadOnlyList<DerivedArtefact> stated)
    {
        var isUnstated = before.Preparations.SavableWeights().Count > 0
            && stated.All(artefact => artefact.Kind != ArtefactKind.PreparedAttacker);
        const string Where = "what unlearning has prepared for the model before, in memory or in a file of SavePreparations";
        DerivedArtefact[] found = isUnstated ? [DerivedArtefact.Elsewhere(Where, ArtefactKind.PreparedAttacker)] : [];
        return [.. stated.Concat(found).SelectMany(artefact => artefact.ToParts())];
    }

    /// <summary>What a step promises.</summary>
    public static DeletionGuarantee GuaranteeOf(ClassifierStep step, NeuralClassifier before) =>
        DeletionStatements.Of(step.Name == new Retrain().Name, before.Sparsity);

    /// <summary>What computes in this process.</summary>
    public static EnvironmentPart Environment() => new(
        $"MLNetUnlearning {VersionOf(typeof(RecordWriting))}",
        $"ML.NET {VersionOf(typeof(MLContext))}, TorchSharp {VersionOf(typeof(torch))}",
        RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(),
        System.Environment.ProcessorCount);

    /// <summary>The SHA-256 of the file that saving the classifier writes. It is written to a place that nobody else reads and goes away:
    /// an archive that cannot be written again at its beginning has other bytes.</summary>
    public static string HashOf(NeuralClassifier classifier)
    {
        using var use = classifier.Use();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip"), options);
        ClassifierWriter.Write(classifier.State, file);
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static IReadOnlyList<string> NamesIn(DataViewSchema schema, string forgetColumnName) =>
        RequestColumn.Of(schema, forgetColumnName)?.Names ?? [$"marks in column {forgetColumnName}"];

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version!.ToString();
}
