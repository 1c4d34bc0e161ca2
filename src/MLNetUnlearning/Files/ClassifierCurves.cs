using System.Text.Json;

namespace MLNetUnlearning.Files;

/// <summary>The curves of the last step, in a classifier's file.</summary>
internal static class ClassifierCurves
{
    /// <summary>The longest part that is written or read.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>The curves as UTF-8 JSON in one line; the same curves give the same text.</summary>
    public static byte[] Write(IReadOnlyList<RunCurve> curves) => JsonSerializer.SerializeToUtf8Bytes(
        [.. curves.Select(curve => new CurveJson(
            curve.Stage, curve.Figure, [.. curve.Points.Select(point => point.Step)], [.. curve.Points.Select(point => point.Value)]))],
        Compact.IReadOnlyListCurveJson);

    /// <summary>Reads the curves.</summary>
    /// <param name="json">The UTF-8 bytes.</param>
    /// <exception cref="ModelFileException">They are no curves.</exception>
    public static IReadOnlyList<RunCurve> Read(byte[] json)
    {
        var curves = StrictJson.Read(json, StrictJson.Default.IReadOnlyListCurveJson, ClassifierFile.Curves);
        return curves.Count is > 0 and <= RunCurve.Most
            ? [.. curves.Select(Of)]
            : throw Wrong($"{curves.Count} curves; a file has 1 to {RunCurve.Most}, or no such part");
    }

    private static StrictJson Compact { get; } = new(new(StrictJson.Default.Options) { WriteIndented = false });

    private static RunCurve Of(CurveJson json)
    {
        if (json.Stage.Length is 0 or > RunCurve.LongestStage || json.Figure.Length is 0 or > RunCurve.LongestStage)
            throw Wrong($"a name that has not 1 to {RunCurve.LongestStage} letters");
        if (json.Steps.Count != json.Values.Count || json.Steps.Count is 0 or > RunCurve.MostPoints)
            throw Wrong($"a curve of {json.Steps.Count} steps and {json.Values.Count} values; it has 1 to {RunCurve.MostPoints} of each");
        if (json.Steps.Zip(json.Steps.Skip(1).Append(int.MaxValue)).Any(pair => pair.First < 1 || pair.First >= pair.Second))
            throw Wrong("steps that do not ascend from 1");
        if (!json.Values.All(double.IsFinite)) throw Wrong("a value that is not finite");
        return new(json.Stage, json.Figure, [.. json.Steps.Zip(json.Values, (step, value) => new CurvePoint(step, value))]);
    }

    private static ModelFileException Wrong(string what) => new($"Part '{ClassifierFile.Curves}' holds {what}.");
}
