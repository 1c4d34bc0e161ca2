using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning.Tests;

public sealed class NeuralClassifierTests : IClassFixture<TrainedOnce>
{
    private readonly NeuralClassifier classifier;

    public NeuralClassifierTests(TrainedOnce trained) => classifier = trained.Classifier;

    [Fact]
    public void It_has_learnt_what_it_was_shown()
    {
        var scored = classifier.Transform(Tiny.Rows(seed: 9));
        Assert.InRange(Values<uint>(scored, "Label").Zip(Values<uint>(scored, "PredictedLabel")).Average(row => row.First == row.Second ? 1 : 0), 0.9, 1);
    }

    [Fact]
    public void Scores_are_probabilities_and_the_predicted_label_is_the_largest()
    {
        var scored = classifier.Transform(Tiny.Rows());
        var scores = Scores(scored);
        Assert.All(scores, score => Assert.Equal(1, score.Sum(), 4));
        Assert.Equal(scores.Select(score => (uint)Array.IndexOf(score, score.Max()) + 1), Values<uint>(scored, "PredictedLabel"));
    }

    [Fact]
    public void Nothing_is_read_before_a_cursor_asks()
    {
        var rows = Tiny.Rows();
        classifier.Transform(rows);
        Assert.Empty(rows.Opened);
    }

    [Fact]
    public void Pixels_are_not_read_where_no_score_is_asked_for()
    {
        var rows = Tiny.Rows();
        Values<ReadOnlyMemory<char>>(classifier.Transform(rows), "Id");
        Assert.Equal(["Id"], Assert.Single(rows.Opened));
    }

    [Fact]
    public void Rows_are_read_once_with_what_is_asked_for_and_the_pixels()
    {
        var rows = Tiny.Rows();
        Scores(classifier.Transform(rows));
        Assert.Equal(["Features"], Assert.Single(rows.Opened));
    }

    [Fact]
    public void Columns_pass_through_beside_the_scores_although_rows_are_read_ahead()
    {
        var rows = Tiny.Rows(numberOfRows: ClassifierCursor.RowsPerBatch + 5);
        var scored = classifier.Transform(rows);
        using var cursor = scored.GetRowCursor([scored.Schema["Id"], scored.Schema["Features"], scored.Schema["Score"]]);
        var (getId, getFeatures, getScore) = (cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["Id"]), cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]), cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]));
        var getRowId = cursor.GetIdGetter();
        var expected = Values<VBuffer<float>>(rows, "Features").Select(value => value.DenseValues().ToArray()).ToList();
        ReadOnlyMemory<char> id = default;
        DataViewRowId rowId = default;
        VBuffer<float> features = default, score = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getScore(ref score);
            getFeatures(ref features);
            getId(ref id);
            getRowId(ref rowId);
            Assert.Equal((row, $"0:{row}", (ulong)row), (cursor.Position, id.ToString(), rowId.Low));
            Assert.Equal(expected[row], features.DenseValues());
        }
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_row_has_the_same_score_alone_as_in_a_batch_to_the_bit()
    {
        var rows = Tiny.Rows();
        var mapper = ((ITransformer)classifier).GetRowToRowMapper(rows.Schema);
        using var cursor = rows.GetRowCursor(mapper.GetDependencies([mapper.OutputSchema["Score"], mapper.OutputSchema["Id"]]));
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"], mapper.OutputSchema["Id"]]);
        var getScore = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        VBuffer<float> score = default;
        foreach (var batched in Scores(classifier.Transform(rows)))
        {
            Assert.True(cursor.MoveNext());
            getScore(ref score);
            Assert.Equal(batched, score.DenseValues());
        }
        Assert.Equal(["Features", "Id"], rows.Opened[0]);
    }

    [Fact]
    public void Several_cursors_may_be_open_on_several_threads()
    {
        var scored = classifier.Transform(Tiny.Rows());
        var expected = Scores(scored);
        Parallel.For(0, 4, _ => Assert.Equal(expected, Scores(scored)));
    }

    [Fact]
    public void Score_is_annotated_as_multiclass_scores_of_ML_NET_are()
    {
        var score = classifier.Transform(Tiny.Rows()).Schema["Score"];
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), score.Type);
        Assert.Equal(Tiny.Classes, Texts(score, "SlotNames"));
        Assert.Equal(Tiny.Classes, Texts(score, "TrainingLabelValues"));
        Assert.Equal(("MulticlassClassification", "Score"), (Text(score, "ScoreColumnKind"), Text(score, "ScoreValueKind")));
        uint set = 0;
        score.Annotations.GetValue("ScoreColumnSetId", ref set);
        Assert.Equal(1u, set);
    }

    [Fact]
    public void Scores_of_a_second_classifier_are_another_set()
    {
        var twice = classifier.Transform(classifier.Transform(Tiny.Rows()));
        uint set = 0;
        twice.Schema["PredictedLabel"].Annotations.GetValue("ScoreColumnSetId", ref set);
        Assert.Equal(2u, set);
    }

    [Fact]
    public void PredictedLabel_is_a_key_with_the_values_of_the_label()
    {
        var predicted = classifier.Transform(Tiny.Rows()).Schema["PredictedLabel"];
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), predicted.Type);
        Assert.Equal(Tiny.Classes, Texts(predicted, "KeyValues"));
    }

    [Fact]
    public void Score_says_how_long_the_making_took()
    {
        double seconds = 0;
        var annotations = classifier.Transform(Tiny.Rows()).Schema["Score"].Annotations;
        annotations.GetValue(ClassifierAnnotations.RunTimeSeconds, ref seconds);
        Assert.Equal(classifier.History[^1].RunTime.TotalSeconds, seconds);
        annotations.GetValue(ClassifierAnnotations.PreparationSeconds, ref seconds);
        Assert.Equal(0, seconds);
    }

    [Fact]
    public void Features_of_another_size_are_refused()
    {
        var rows = Tiny.Rows().Without("Features").With("Features", new VectorDataViewType(NumberDataViewType.Single, 5), new VBuffer<float>[Tiny.NumberOfRows]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Transform(rows));
        Assert.Contains("Schema mismatch for feature column 'Features': expected Vector<Single, 192>", error.Message);
    }

    [Fact]
    public void A_missing_feature_column_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Transform(Tiny.Rows().Without("Features")));
        Assert.Contains("Could not find feature column 'Features'", error.Message);
    }

    [Fact]
    public void It_remembers_how_it_was_made()
    {
        var step = Assert.Single(classifier.History);
        Assert.Equal(("train", Tiny.NumberOfRows, 0), (step.Name, step.NumberOfRows, step.NumberOfForgottenRows));
        Assert.Contains("8 epochs, batch 8", step.Settings);
        Assert.Equal(Tiny.Classes, classifier.Labels.Names);
        Assert.Equal(FeatureShape.Image(Tiny.Side, Tiny.Side), classifier.Shape);
        Assert.Equal(Tiny.NumberOfRows, classifier.TrainingRows.Count);
        Assert.Same(Tiny.Recipe, classifier.Recipe);
        Assert.Same(Tiny.Network, classifier.Architecture);
    }

    private static List<float[]> Scores(IDataView view) => Values<VBuffer<float>>(view, "Score").ConvertAll(value => value.DenseValues().ToArray());

    private static List<T> Values<T>(IDataView view, string column)
    {
        var values = new List<T>();
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var getter = cursor.GetGetter<T>(view.Schema[column]);
        while (cursor.MoveNext())
        {
            T value = default!; // its own each row: vectors are not shared
            getter(ref value);
            values.Add(value);
        }
        return values;
    }

    private static string[] Texts(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return values.DenseValues().Select(value => value.ToString()).ToArray();
    }

    private static string Text(DataViewSchema.Column column, string annotation)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(annotation, ref value);
        return value.ToString();
    }
}

public sealed class TrainedOnce : IDisposable
{
    internal NeuralClassifier Classifier { get; } = Tiny.Trained(new MLContext(seed: 1));

    public void Dispose() => Classifier.Dispose();
}
