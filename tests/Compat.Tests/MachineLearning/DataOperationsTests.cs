using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class DataOperationsTests
{
    private readonly MLContext context = new(seed: 1);

    private IDataView Flowers(int count = 10) => context.Data.LoadFromEnumerable(Flower.Field(count));

    [Fact]
    public void The_first_rows_can_be_taken_or_skipped()
    {
        Assert.Equal([0f, 1f, 2f], context.Data.TakeRows(Flowers(), 3).Widths());
        Assert.Equal([7f, 8f, 9f], context.Data.SkipRows(Flowers(), 7).Widths());
        Assert.Empty(context.Data.SkipRows(Flowers(), 10).Widths());
    }

    [Fact]
    public void A_filter_keeps_its_lower_bound_and_not_its_upper_one() =>
        Assert.Equal([2f, 3f, 4f], context.Data.FilterRowsByColumn(Flowers(), "Width", 2, 5).Widths());

    [Fact]
    public void Shuffled_rows_are_the_same_rows_in_another_order()
    {
        float[] shuffled = context.Data.ShuffleRows(Flowers(100), seed: 5).Widths();

        Assert.NotEqual(Flowers(100).Widths(), shuffled);
        Assert.Equal(Flowers(100).Widths(), shuffled.Order());
        Assert.Equal(shuffled, context.Data.ShuffleRows(Flowers(100), seed: 5).Widths());
    }

    [Fact]
    public void A_split_shares_the_rows_out()
    {
        DataOperationsCatalog.TrainTestData split = context.Data.TrainTestSplit(Flowers(500), testFraction: 0.3, seed: 3);

        float[] train = split.TrainSet.Widths(), test = split.TestSet.Widths();

        Assert.Equal(Flowers(500).Widths(), train.Concat(test).Order());
        Assert.InRange(test.Length, 100, 200);
        Assert.Equal(test, context.Data.TrainTestSplit(Flowers(500), 0.3, seed: 3).TestSet.Widths());
        Assert.NotEqual(test, context.Data.TrainTestSplit(Flowers(500), 0.3, seed: 4).TestSet.Widths());
    }

    [Fact]
    public void A_split_by_a_key_keeps_its_rows_on_one_side()
    {
        IDataView view = context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Flower { Name = $"bed {i % 20}", Width = i, Petals = [0, 0] }));

        DataOperationsCatalog.TrainTestData split = context.Data.TrainTestSplit(view, 0.3, samplingKeyColumnName: "Name");

        Assert.Empty(split.TrainSet.GetColumn<string>("Name").Intersect(split.TestSet.GetColumn<string>("Name")));
        Assert.Equal(200, split.TrainSet.Widths().Length + split.TestSet.Widths().Length);
    }

    [Fact]
    public void The_columns_of_a_split_are_those_of_the_view() =>
        Assert.Equal(
            ["Name", "Width", "IsRed", "Petals", "Kind"],
            context.Data.TrainTestSplit(Flowers()).TrainSet.Schema.Where(column => !column.IsHidden).Select(column => column.Name));

    [Fact]
    public void A_cache_reads_its_source_once()
    {
        int read = 0;
        IDataView cached = context.Data.Cache(context.Data.LoadFromEnumerable(Flower.Field(10).Select(flower => { read++; return flower; })));

        float[] first = cached.Widths(), second = cached.Widths();

        Assert.Equal(first, second);
        Assert.Equal(10, read);
    }

    [Fact]
    public void A_preview_shows_the_first_rows_as_objects()
    {
        DataDebuggerPreview preview = Flowers().Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal("Width", preview.RowView[1].Values[1].Key);
        Assert.Equal(1f, preview.RowView[1].Values[1].Value);
        Assert.Equal(5, preview.ColumnView.Length);
    }

    [Fact]
    public void Folds_test_every_row_once_and_train_on_the_others()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = context.Data.CrossValidationSplit(Flowers(60), numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.Equal(Flowers(60).Widths(), folds.SelectMany(fold => fold.TestSet.Widths()).Order());
        Assert.All(folds, fold => Assert.Equal(Flowers(60).Widths(), fold.TrainSet.Widths().Concat(fold.TestSet.Widths()).Order()));
    }

    [Fact]
    public void A_column_read_as_an_array_is_refused_when_it_is_another_type() =>
        Assert.ThrowsAny<Exception>(() => Flowers().GetColumn<int>("Width").ToArray());
}
