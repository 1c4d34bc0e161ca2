using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Says what a classifier takes pictures for.</summary>
[Order(6)]
internal sealed class ScoreCommand : ToolCommand
{
    private static readonly Argument<string[]> Pictures = new("pictures")
    {
        Description = "Picture files, or folders whose pictures are scored. For a classifier of a table: a CSV file with its columns.",
        Arity = ArgumentArity.OneOrMore,
        HelpName = "PICTURE",
    };

    private static readonly Option<string?> Model = new(CommonOptions.Model.Name)
    {
        Description = "The file of the classifier. It must be stated.",
        HelpName = "FILE",
    };

    public ScoreCommand() : base("score", "Say what a classifier takes pictures for, with its probabilities.")
    {
        Add(Pictures);
        Add(Model);
        Add(CommonOptions.Threads);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(Model);
        var ml = session.Context();
        using var model = ml.Unlearning().LoadClassifier(path);
        var (names, rows) = DataPlan.OfNotes(model.Notes) is { Kind: Data.DataKind.Numbers } plan
            ? OfTable(ml, session, model, plan) : OfPictures(ml, session, model);
        var scored = model.Transform(rows);
        var (list, text) = (new JsonArray(), new StringBuilder());
        var width = names.Max(file => file.Length);
        foreach (var (file, scores) in names.Zip(scored.GetColumn<float[]>(model.Columns.Score)))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            var best = Array.IndexOf(scores, scores.Max());
            list.Add((JsonNode)new JsonObject
            {
                ["file"] = file,
                ["predictedLabel"] = model.Labels.Names[best],
                ["probability"] = Json.Of(scores[best]),
                ["scores"] = new JsonObject(model.Labels.Names.Zip(
                    scores, (name, score) => KeyValuePair.Create(name, Json.Of((double)score)))),
            });
            text.Append(string.Create(
                CultureInfo.InvariantCulture, $"{file.PadRight(width)}  {scores[best] * 100,6:F2} %  {model.Labels.Names[best]}\n"));
        }
        return new Result(new JsonObject { ["model"] = path, ["scores"] = list }, text.ToString());
    }

    private static (string[] Names, IDataView Rows) OfPictures(MLContext ml, Session session, NeuralClassifier model)
    {
        var hasFeatures = DataPlan.OfNotes(model.Notes)?.Features is not null;
        if (!hasFeatures && model.Shape.Channels != 3)
            throw ToolException.WrongData($"The classifier takes {model.Shape}; pictures have three colours.");
        string[] files = [.. session.Get(Pictures)!.SelectMany(Files)];
        var rows = ml.Data.LoadFromEnumerable(files.Select(file => new Picture { ImagePath = Path.GetFullPath(file) }).ToArray());
        var steps = hasFeatures
            ? PhotoFeatures.Steps(ml, null, model.Columns.Features)
            : ml.ImagePixels(null, model.Shape.Width, model.Shape.Height, outputColumnName: model.Columns.Features);
        return (files, steps.Fit(rows).Transform(rows));
    }

    /// <summary>The rows of a CSV file, each called by the file and its id or, without one, its number.</summary>
    private static (string[] Names, IDataView Rows) OfTable(MLContext ml, Session session, NeuralClassifier model, DataPlan plan)
    {
        var columns = plan.Columns;
        if (session.Get(Pictures) is not [var file] || !File.Exists(file))
            throw ToolException.WrongData($"The classifier takes {model.Shape}: state one CSV file with the columns of its training.");
        var rows = new NumberTable(ml, session).Load(CsvFile.Read(file), file, columns, hasLabel: false);
        var ids = columns.Id is { } id && rows.Schema.GetColumnOrNull(id) is { } column
            ? rows.GetColumn<string>(column)
            : Enumerable.Range(1, (int)rows.GetRowCount()!.Value).Select(number => number.ToString(CultureInfo.InvariantCulture));
        return ([.. ids.Select(name => $"{file}:{name}")], rows);
    }

    private static IEnumerable<string> Files(string place)
    {
        if (File.Exists(place)) return [place];
        if (!Directory.Exists(place)) throw ToolException.WrongData($"There is no picture or folder '{place}'.");
        string[] found = [.. Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
            .Where(PictureFolder.IsPicture).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw ToolException.WrongData($"Folder '{place}' has no pictures ({string.Join(", ", PictureFolder.Endings)}).");
    }

    private sealed class Picture
    {
        public string ImagePath { get; init; } = "";
    }
}
