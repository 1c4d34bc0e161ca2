using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using ShardingBenchmark;

namespace Vectors;

/// <summary>A table whose rows are vectors of numbers: what is predicted, how many rows take part, and what is forgotten.</summary>
/// <param name="Name">What the results call it.</param>
/// <param name="Label">The column that is predicted.</param>
/// <param name="TrainRows">How many rows are for training.</param>
/// <param name="Requests">The kinds of request.</param>
internal sealed record VectorTable(string Name, string Label, int TrainRows, IReadOnlyList<RequestKind> Requests)
{
    private const int UnseenRows = 500, TestRows = 1000;

    public static IReadOnlyList<VectorTable> All { get; } =
    [
        new("letters", "lettr", 2000, [RequestKind.Class, RequestKind.Ids]),
        new("churn", "churn", 2000, [RequestKind.Ids]),
    ];

    /// <summary>Reads the table and draws rows of it. Categories are coded by all values that the file has, as a form would list them: the
    /// code does not depend on who is in the draw. A missing number is 0.</summary>
    public DrawnRows Draw(MLContext ml, string folder, int seed)
    {
        var table = new Table(
            Name, $"{Name}.csv", TestFile: null, "Id", Label, Positive: null, (_, _) => throw new NotSupportedException());
        var (read, columns) = table.Load(ml, Path.Combine(folder, table.File));
        string[] ids = [.. read.GetColumn<string>("Id")], labels = [.. read.GetColumn<string>(Label)];
        List<float[]> features = [.. columns.Numbers.Select(name => read.GetColumn<float>(name)
            .Select(value => float.IsNaN(value) ? 0 : value).ToArray())];
        foreach (var name in columns.Categories)
        {
            string[] values = [.. read.GetColumn<string>(name)];
            foreach (var known in values.Distinct().Order(StringComparer.Ordinal))
                features.Add([.. values.Select(value => value == known ? 1f : 0)]);
        }
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        int[] order = [.. Enumerable.Range(0, ids.Length)];
        new Random(seed).Shuffle(order);
        IDataView Rows(int first, int count) => View(ml, features.Count, classes, [.. order[first..(first + count)].Select(
            row => new VectorRow { Id = ids[row], Label = labels[row], Features = [.. features.Select(column => column[row])] })]);
        return new DrawnRows(
            Rows(0, TrainRows), Rows(TrainRows, UnseenRows), Rows(TrainRows + UnseenRows, TestRows), classes,
            [.. order[..TrainRows].Select(row => ids[row])]);
    }

    private static IDataView View(MLContext ml, int size, string[] classes, VectorRow[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(VectorRow));
        schema[nameof(VectorRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        var view = ml.Data.LoadFromEnumerable(rows, schema);
        var names = ml.Data.LoadFromEnumerable(classes.Select(name => new ClassName { Label = name }));
        return ml.Transforms.Conversion.MapValueToKey("Label", keyData: names).Fit(view).Transform(view);
    }

    private sealed class VectorRow
    {
        public string Id { get; set; } = "";

        public string Label { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class ClassName
    {
        public string Label { get; set; } = "";
    }
}

/// <summary>What is forgotten.</summary>
internal enum RequestKind
{
    /// <summary>A class.</summary>
    Class,

    /// <summary>The rows of 1 % of the ids, drawn at random.</summary>
    Ids,
}

/// <summary>The rows of a draw.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Unseen">Held out.</param>
/// <param name="Test">To test on.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Ids">The ids of the rows to train on.</param>
internal sealed record DrawnRows(IDataView Train, IDataView Unseen, IDataView Test, string[] Classes, string[] Ids)
{
    /// <summary>A request to these rows.</summary>
    public ForgetRequest Request(RequestKind kind, int seed)
    {
        var random = new Random(seed);
        if (kind == RequestKind.Class) return ForgetRequest.Class(Classes[random.Next(Classes.Length)]);
        string[] shuffled = [.. Ids];
        random.Shuffle(shuffled);
        return ForgetRequest.Rows("Id", shuffled[..(shuffled.Length / 100)]);
    }
}
