using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Says what a classifier's file is, and what it has forgotten.</summary>
[Order(10)]
internal sealed class InspectCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<bool> AllSettings = new("--settings")
    {
        Description = "Show the settings of each step too. --json always has them.",
    };

    private const string NoKey = "the key of its rows is not at hand: it scores, and knows no row";

    public InspectCommand() : base("inspect", "Say what a classifier's file is: network, classes, history, and what it has forgotten.")
    {
        Add(ModelArgument);
        Add(CommonOptions.Model);
        Add(AllSettings);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var ml = session.Context();
        using var model = ml.Unlearning().LoadClassifier(path);
        using var file = File.OpenRead(path);
        var hash = Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
        var json = new JsonObject
        {
            ["model"] = path,
            ["sha256"] = hash,
            ["bytes"] = file.Length,
            ["network"] = model.Architecture.ToString(),
            [model.Shape.IsVector ? "features" : "images"] = model.Shape.ToString(),
            ["classes"] = Json.Of(model.Labels.Names),
            ["sparsity"] = Json.Of(model.Sparsity),
            ["recipe"] = model.Recipe.ToString(),
            ["trainingRows"] = model.TrainingRows.Count,
            ["forgottenRows"] = model.ForgottenRows.Count,
            ["knowsItsRows"] = model.FingerprintKey is not null,
            ["history"] = new JsonArray([.. model.History.Select(step => (JsonNode)ToJson(step))]),
            ["notes"] = new JsonObject(model.Notes.Select(note => KeyValuePair.Create(note.Key, (JsonNode?)note.Value))),
        };
        return new Result(json, Text(path, hash, model, session.Get(AllSettings)));
    }

    private static JsonObject ToJson(ClassifierStep step) => new()
    {
        ["name"] = step.Name,
        ["settings"] = step.Settings,
        ["seed"] = step.Seed,
        ["rows"] = step.NumberOfRows,
        ["forgottenRows"] = step.NumberOfForgottenRows,
        ["seconds"] = Json.Of(step.RunTime.TotalSeconds),
        ["preparationSeconds"] = Json.Of(step.PreparationTime.TotalSeconds),
        ["device"] = step.Device,
        ["choice"] = step.Choice,
        ["judgement"] = Json.Of(step.Judgement),
    };

    private static string Text(string path, string hash, NeuralClassifier model, bool withSettings)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            {path}: {model.Architecture}, {model.Shape}
              SHA-256 {hash}
              {model.Labels}
              trained on {model.TrainingRows.Count} rows, of which {model.ForgottenRows.Count} are forgotten
              {(model.FingerprintKey is null ? NoKey : "the key of its rows is at hand")}
              history:

            """));
        foreach (var step in model.History)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"    {step.Name}, {step.NumberOfRows} rows"));
            if (step.NumberOfForgottenRows > 0) text.Append($", {step.NumberOfForgottenRows} forgotten");
            text.Append(string.Create(CultureInfo.InvariantCulture, $", seed {step.Seed}, {step.RunTime.TotalSeconds:0.#} s"));
            text.Append('\n');
            if (withSettings) text.Append(Entry.Wrapped(step.Settings, "      "));
            if (step.Choice is not null) text.Append(Entry.Wrapped(step.Choice, "      "));
            if (step.Judgement is not null) text.Append(Entry.Wrapped(step.Judgement.ToString(), "      "));
        }
        if (model.Notes.Count > 0) text.Append("  how its rows were chosen:\n");
        foreach (var (name, value) in model.Notes) text.Append($"    {name}: {value}\n");
        return text.ToString();
    }
}
