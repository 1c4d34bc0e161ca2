using MLNetUnlearning.Scoring;

namespace MLNetUnlearning.Tests;

public sealed class NeuralClassifierTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly NeuralClassifier classifier = trained.Classifier;

    [Fact]
    public void It_has_learnt_what_it_was_shown()
    {
        var scored = classifier.Transform(Tiny.Rows(seed: 9));
        var pairs = scored.GetColumn<uint>("Label").Zip(scored.GetColumn<uint>("PredictedLabel"));
        Assert.InRange(pairs.Average(row => row.First == row.Second ? 1 : 0), 0.9, 1);
    }

    [Fact]
    public void Scores_are_probabilities_and_the_predicted_label_is_the_largest()
    {
        var scored = classifier.Transform(Tiny.Rows());
        var scores = scored.Scores();
        Assert.All(scores, score => Assert.Equal(1, score.Sum(), 4));
        Assert.Equal(scores.Select(score => (uint)Array.IndexOf(score, score.Max()) + 1), scored.GetColumn<uint>("PredictedLabel"));
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
        Assert.Equal(Tiny.NumberOfRows, classifier.Transform(rows).GetColumn<string>("Id").Count());
        Assert.Equal(["Id"], Assert.Single(rows.Opened));
    }

    [Fact]
    public void Rows_are_read_once_with_what_is_asked_for_and_the_pixels()
    {
        var rows = Tiny.Rows();
        Assert.Equal(Tiny.NumberOfRows, classifier.Transform(rows).Scores().Length);
        Assert.Equal(["Features"], Assert.Single(rows.Opened));
    }

    [Fact]
    public void Columns_pass_through_beside_the_scores_although_rows_are_read_ahead()
    {
        var rows = Tiny.Rows(numberOfRows: ClassifierCursor.RowsPerBatch + 5);
        var scored = classifier.Transform(rows);
        using var cursor = scored.GetRowCursor([scored.Schema["Id"], scored.Schema["Features"], scored.Schema["Score"]]);
        var (getId, getRowId) = (cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["Id"]), cursor.GetIdGetter());
        var getFeatures = cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var expected = rows.Vectors("Features");
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
        foreach (var batched in classifier.Transform(rows).Scores())
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
        var expected = scored.Scores();
        Parallel.For(0, 4, _ => Assert.Equal(expected, scored.Scores()));
    }

    [Fact]
    public void Score_is_annotated_as_multiclass_scores_of_ML_NET_are()
    {
        var score = classifier.Transform(Tiny.Rows()).Schema["Score"];
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), score.Type);
        Assert.Equal(Tiny.Classes, score.Texts("SlotNames"));
        Assert.Equal(Tiny.Classes, score.Texts("TrainingLabelValues"));
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
        Assert.Equal(Tiny.Classes, predicted.Texts("KeyValues"));
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
        var five = new VectorDataViewType(NumberDataViewType.Single, 5);
        var rows = Tiny.Rows().Without("Features").With("Features", five, new VBuffer<float>[Tiny.NumberOfRows]);
        Refused.With<ArgumentOutOfRangeException>(
            "Schema mismatch for feature column 'Features': expected Vector<Single, 192>", () => classifier.Transform(rows));
    }

    [Fact]
    public void A_missing_feature_column_is_refused() => Refused.With<ArgumentOutOfRangeException>(
        "Could not find feature column 'Features'", () => classifier.Transform(Tiny.Rows().Without("Features")));

    [Fact]
    public void It_remembers_how_it_was_made()
    {
        var step = Assert.Single(classifier.History);
        Assert.Equal(("train", Tiny.NumberOfRows, 0), (step.Name, step.NumberOfRows, step.NumberOfForgottenRows));
        Assert.Contains("8 epochs, batch 8", step.Settings);
        Assert.Equal(Tiny.Classes, classifier.Labels.Names);
        Assert.Equal(Tiny.Shape, classifier.Shape);
        Assert.Equal(Tiny.NumberOfRows, classifier.TrainingRows.Count);
        Assert.Same(Tiny.Recipe, classifier.Recipe);
        Assert.Same(Tiny.Network, classifier.Architecture);
    }

    private static string Text(DataViewSchema.Column column, string annotation)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(annotation, ref value);
        return value.ToString();
    }
}
