using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Lists the rows of the data as a classifier sees them.</summary>
[Order(7)]
internal sealed class RowsCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    public RowsCommand() : base(
        "rows", "List the rows of the data: which of them a classifier was trained on, and what it takes each for.")
    {
        Add(ModelArgument);
        foreach (var option in new Option[] { CommonOptions.Model }.Concat(DataOptions.All)
            .Concat([CommonOptions.Seed, CommonOptions.Threads])) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var ml = session.Context();
        using var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model, path);
        var (list, text) = (new JsonArray(), new StringBuilder());
        (string Name, IDataView View)[] parts = [("train", rows.Train), ("unseen", rows.Unseen), ("test", rows.Test)];
        foreach (var (part, view) in parts)
        {
            var scored = model.Transform(view);
            var classes = LabelKeys.Read(view.Schema[model.Columns.Label]).Names;
            var ids = IdsOf(view, rows);
            var labels = scored.GetColumn<uint>(model.Columns.Label);
            var forgotten = part == "train" ? Forgotten(ml, model, view) : [];
            foreach (var (at, row) in labels.Zip(scored.GetColumn<float[]>(model.Columns.Score)).Index())
            {
                session.Cancellation.ThrowIfCancellationRequested();
                var best = Array.IndexOf(row.Second, row.Second.Max());
                var (own, predicted) = (classes[(int)row.First - 1], model.Labels.Names[best]);
                list.Add((JsonNode)new JsonObject
                {
                    ["id"] = ids?[at],
                    ["class"] = own,
                    ["part"] = part,
                    ["forgotten"] = forgotten.Contains(at),
                    ["predictedLabel"] = predicted,
                    ["probability"] = Json.Of(row.Second[best]),
                });
                text.Append(string.Create(
                    CultureInfo.InvariantCulture, $"{part,-6}  {row.Second[best] * 100,6:F2} %  {own} -> {predicted}  {ids?[at]}"
                    + $"{(forgotten.Contains(at) ? "  forgotten" : "")}\n"));
            }
        }
        return new Result(new JsonObject { ["model"] = path, ["rows"] = list }, text.ToString());
    }

    /// <summary>The numbers of the training rows that the classifier has forgotten.</summary>
    private static HashSet<int> Forgotten(MLContext ml, NeuralClassifier model, IDataView train)
    {
        if (model.ForgottenRows.Count == 0) return [];
        var unmarked = ml.Transforms.CustomMapping<Nothing, Mark>((_, mark) => mark.Forget = false, contractName: null).Fit(train);
        var subsets = ml.Unlearning().Subsets(unmarked.Transform(train), labelColumnName: model.Columns.Label, classifier: model);
        return [.. subsets.GetColumn<uint>("Subset").Index().Where(row => Subset.Names[(int)row.Item - 1] == Subset.ForgottenBefore)
            .Select(row => row.Index)];
    }

    /// <summary>What <c>--forget ids:FILE</c> calls the rows; null: they have no names.</summary>
    private static string[]? IdsOf(IDataView view, RowsOfData rows) =>
        rows.Plan is { Kind: Data.DataKind.Numbers, Columns.Id: null } || view.Schema.GetColumnOrNull(rows.IdColumn) is null
            ? null : [.. view.GetColumn<string>(rows.IdColumn)];

    private sealed class Nothing;

    private sealed class Mark
    {
        public bool Forget { get; set; }
    }
}
