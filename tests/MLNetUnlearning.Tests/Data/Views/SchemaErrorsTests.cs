namespace MLNetUnlearning.Tests;

/// <summary>What a user gets wrong first, and the line of code that each message gives.</summary>
public sealed class SchemaErrorsTests
{
    private readonly MLContext ml = new(seed: 1);

    private IDataView Rows => ml.Data.LoadFromEnumerable([new Row(), new Row()]);

    [Fact]
    public void A_label_of_text_or_numbers_is_told_to_become_a_key()
    {
        foreach (var (name, type) in new[] { ("Text", "String"), ("Number", "Single") })
        {
            var trainer = ml.Unlearning().TrainClassifier(name);
            string[] words =
                [$"expected Key or Boolean, got {type}", $". Append ml.Transforms.Conversion.MapValueToKey(\"{name}\") before it"];
            Refused.With<ArgumentOutOfRangeException>(words, () => trainer.Fit(Rows));
            Refused.With<ArgumentOutOfRangeException>(words, () => Chain(trainer).Fit(Rows));
        }
    }

    [Theory, InlineData(31), InlineData(20)]
    public void A_hash_of_many_bits_is_told_to_become_a_key(int bits)
    {
        var hashed = ml.Transforms.Conversion.Hash("Text", numberOfBits: bits).Fit(Rows).Transform(Rows);
        Refused.With<ArgumentOutOfRangeException>(
            ["a Key of at most 100000 numbers", "MapValueToKey(\"Text\")"], () => ml.Unlearning().TrainClassifier("Text").Fit(hashed));
    }

    [Fact]
    public void Features_of_another_type_are_told_how_to_become_right()
    {
        var keys = ml.Transforms.Conversion.MapValueToKey("Text");
        void Refuses(string features, params string[] words)
        {
            var trainer = ml.Unlearning().TrainClassifier("Text", features);
            Refused.With<ArgumentOutOfRangeException>(words, () => trainer.Fit(keys.Fit(Rows).Transform(Rows)));
            Refused.With<ArgumentOutOfRangeException>(words, () => keys.Append(trainer).Fit(Rows));
        }
        Refuses("Sizeless", "[VectorType(3072)]");
        Refuses("Bytes", "ml.Transforms.Conversion.ConvertType(\"Bytes\", outputKind: DataKind.Single)");
        Refuses("Pixels", "Could not find feature column 'Pixels'", "ml.Transforms.ExtractPixels(\"Pixels\", ..)");
    }

    [Fact]
    public void A_view_without_marks_or_subsets_is_told_what_adds_them()
    {
        Refused.With<ArgumentOutOfRangeException>(
            "ml.Unlearning().MarkForgotten(rows, request) adds it", () => Rows.Schema.RequireForget("Forget"));
        Refused.With<ArgumentOutOfRangeException>(
            "ml.Unlearning().Subsets(marked, unseen, test) adds it",
            () => ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random).Without("Subset")));
        Refused.With<ArgumentOutOfRangeException>(
            "A classifier adds it: model.Transform(rows)",
            () => ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random).Without("Score")));
    }

    [Fact]
    public void The_rows_at_fault_are_named_where_a_call_takes_several_views()
    {
        using var classifier = Tiny.Trained(ml);
        void Refuses(string words, IDataView unseen) =>
            Refused.With<ArgumentOutOfRangeException>(words, () => ml.Unlearn(classifier, Tiny.Game, unseen: unseen).Fit(Tiny.Rows()));
        Refuses("Could not find label column 'Label' in the unseen rows", Tiny.Unseen.Without("Label"));
        Refuses("Could not find feature column 'Features' in the unseen rows", Tiny.Unseen.Without("Features"));
        Refuses("got String in the unseen rows", Tiny.Unseen.Without("Label").With(
            "Label", TextDataViewType.Instance, Enumerable.Repeat("red".AsMemory(), Tiny.NumberOfRows).ToArray()));
        Refused.With<ArgumentOutOfRangeException>(
            "Could not find label column 'Label' in the test rows",
            () => ml.Unlearning().Subsets(Tiny.Rows(), null, Tiny.Unseen.Without("Label")));
    }

    [Fact]
    public void A_key_above_its_type_is_refused_with_its_row()
    {
        uint[] keys = [.. Enumerable.Range(0, Tiny.NumberOfRows).Select(row => row == 5 ? 9u : 1u + (uint)row % 3)];
        var rows = Tiny.Rows().Without("Label").With("Label", new KeyDataViewType(typeof(uint), 3), keys);
        Refused.With<InvalidOperationException>("Row 5 (counted from 0) has the key 9 in column 'Label'", () => Tiny.Trainer(ml).Fit(rows));
    }

    [Fact]
    public void A_column_that_is_not_active_is_the_same_error_in_every_view()
    {
        using var classifier = Tiny.Trained(ml);
        var images = ml.LoadSyntheticImages(rowsPerClass: 1);
        IDataView[] views =
        [
            ml.Unlearning().MarkForgotten(Tiny.Rows(), ForgetRequest.Class("red")), ml.Unlearning().Subsets(Tiny.Rows()), images,
            classifier.Transform(Tiny.Rows()),
        ];
        foreach (var view in views)
        {
            using var cursor = view.GetRowCursor([]);
            Refused.With<ArgumentOutOfRangeException>(
                "Column 'Label' is not active", () => cursor.GetGetter<uint>(cursor.Schema["Label"]));
        }
    }

    private static EstimatorChain<NeuralClassifier> Chain(NeuralClassifierTrainer trainer) =>
        new EstimatorChain<ITransformer>().Append(trainer);

    private sealed class Row
    {
        public string Text { get; set; } = "a";

        public float Number { get; set; }

        public float[] Sizeless { get; set; } = [1, 2, 3];

        [VectorType(1, 2, 2)]
        public byte[] Bytes { get; set; } = [1, 2, 3, 4];

        [VectorType(1, 2, 2)]
        public float[] Features { get; set; } = [1, 2, 3, 4];
    }
}
