using Microsoft.ML;
using Microsoft.ML.Data;

namespace ShardingBenchmark;

/// <summary>A table with what is predicted from it, and by which estimator.</summary>
/// <param name="Name">What the results call it.</param>
/// <param name="File">The CSV file.</param>
/// <param name="TestFile">The file of the test rows; null: a fifth of the ids of the file.</param>
/// <param name="Id">Whose row it is.</param>
/// <param name="Label">What is predicted.</param>
/// <param name="Positive">The value that means true; null: the label is no binary one.</param>
/// <param name="Stage">Makes the estimator of the columns.</param>
internal sealed record Table(
    string Name, string File, string? TestFile, string Id, string Label, string? Positive,
    Func<MLContext, TableColumns, IEstimator<ITransformer>> Stage)
{
    /// <summary>Reads a file of the table. Binary labels become Boolean: a fixed mapping, which learns nothing from rows.</summary>
    public (IDataView Rows, TableColumns Columns) Load(MLContext ml, string path)
    {
        var columns = TableColumns.Of(path, [Id, Label]);
        var all = columns.All.Select((name, index) => new TextLoader.Column(
            name, name == Id || columns.IsText(name) ? DataKind.String : DataKind.Single, index)).ToArray();
        var options = new TextLoader.Options
        {
            Columns = all,
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            MissingRealsAsNaNs = true,
            ReadMultilines = true,
        };
        var rows = ml.Data.CreateTextLoader(options).Load(path);
        if (Positive is not null)
        {
            var values = rows.GetColumn<string>(Label).Distinct().ToDictionary(value => value, value => value == Positive);
            rows = ml.Transforms.Conversion.MapValue(Label, values, Label).Fit(rows).Transform(rows);
        }
        return (ml.Data.Cache(rows), columns);
    }

    /// <summary>How good answers are, from 0 to 100: the area under the ROC curve, the share of right classes, or R squared.</summary>
    public double Quality(MLContext ml, IDataView scored) => 100 * (Positive is not null
        ? ml.BinaryClassification.EvaluateNonCalibrated(scored, Label).AreaUnderRocCurve
        : scored.Schema["Score"].Type is VectorDataViewType
            ? ml.MulticlassClassification.Evaluate(scored, Label).MicroAccuracy
            : ml.Regression.Evaluate(scored, Label).RSquared);
}

/// <summary>The columns of a CSV file: those whose first values stand in quotes are text, the others numbers.</summary>
/// <param name="All">The names, in order.</param>
/// <param name="Texts">The names of those with text.</param>
/// <param name="Inputs">The names of those that a model may look at.</param>
internal sealed record TableColumns(string[] All, HashSet<string> Texts, string[] Inputs)
{
    private const int LinesToLookAt = 200;

    public bool IsText(string name) => Texts.Contains(name);

    public string[] Categories => [.. Inputs.Where(IsText)];

    public string[] Numbers => [.. Inputs.Where(name => !IsText(name))];

    public static TableColumns Of(string path, string[] others)
    {
        var lines = System.IO.File.ReadLines(path).Take(LinesToLookAt).ToArray();
        string[] names = [.. lines[0].Split(',').Select(name => name.Trim('"'))];
        var texts = new HashSet<string>();
        foreach (var line in lines.Skip(1))
        {
            var (column, isQuoted, start) = (0, false, true);
            foreach (var letter in line)
            {
                if (letter == '"' && start && column < names.Length) texts.Add(names[column]);
                if (letter == '"') isQuoted = !isQuoted;
                start = letter == ',' && !isQuoted;
                if (start) column++;
            }
        }
        return new TableColumns(names, texts, [.. names.Except(others)]);
    }
}
