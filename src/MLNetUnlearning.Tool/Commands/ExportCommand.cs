using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Writes a classifier for other programs.</summary>
[Order(8)]
internal sealed class ExportCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private const string Onnx = "onnx", SafeTensors = "safetensors";

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "onnx, for ONNX Runtime; or safetensors, the weights for PyTorch. Default: by the ending of --output, or else onnx.",
        HelpName = $"{Onnx}|{SafeTensors}",
    };

    public ExportCommand() : base(
        "export", "Write a classifier for other programs: ONNX, or the weights as safetensors. Without --output, a.zip gives a.onnx.")
    {
        Format.AcceptOnlyFromAmong(Onnx, SafeTensors);
        Add(ModelArgument);
        foreach (var option in new Option[] { CommonOptions.Model, Format, Outputs.Output, CommonOptions.Force }) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var format = session.Get(Format) ?? (Path.GetExtension(session.Get(Outputs.Output)) == $".{SafeTensors}" ? SafeTensors : Onnx);
        var stated = session.Get(Outputs.Output) ?? Path.ChangeExtension(path, format);
        var output = Outputs.Checked(stated, session, path);
        var ml = session.Context();
        using var model = ml.Unlearning().LoadClassifier(path);
        if (format == Onnx) model.SaveOnnx(output);
        else ml.Unlearning().ExportWeights(model, output);
        if (format == Onnx) session.Made.Add((RunFiles.Onnx, output));
        var length = new FileInfo(output).Length;
        var inputs = DataPlan.OfNotes(model.Notes)?.Features is { } features
            ? $"\n  It takes the features that {features} makes of photos." : "";
        return new Result(
            new JsonObject { ["file"] = stated, ["format"] = format, ["bytes"] = length },
            string.Create(CultureInfo.InvariantCulture, $"{stated}: {format}, {length:N0} bytes, of {model.Architecture}, {model.Labels}")
                + inputs);
    }
}
