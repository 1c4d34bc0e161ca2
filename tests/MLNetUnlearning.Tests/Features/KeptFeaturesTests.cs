namespace MLNetUnlearning.Tests;

/// <summary>Features are computed once, kept, and deleted when their rows are forgotten.</summary>
public sealed class KeptFeaturesTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly Portraits portraits;

    public KeptFeaturesTests() => portraits = new Portraits(ml);

    private string Place => folder.File("model.features");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Features_are_computed_once_and_stay_for_later_programs()
    {
        var expected = Portraits.Features(portraits.Steps().Fit(portraits.View()).Transform(portraits.View()));
        var before = portraits.Computed;
        var kept = portraits.Kept(Place);
        var rows = kept.Fit(portraits.View()).Transform(portraits.View());
        Assert.Equal(24, portraits.Computed - before);
        Assert.Equal(expected, Portraits.Features(rows));
        Assert.Equal(25, portraits.Computed - before); // the first row of a reading is compared
        Assert.Equal(24, kept.Count);

        var later = portraits.Kept(Place);
        Assert.Equal(24, later.Count);
        Assert.Equal(expected, Portraits.Features(later.Fit(portraits.View()).Transform(portraits.View())));
        Assert.Equal(27, portraits.Computed - before); // so is one of a fit
    }

    [Fact]
    public void More_rows_join_those_that_are_kept()
    {
        portraits.Kept(Place).Fit(portraits.View());
        var more = portraits.View(new Portraits.Portrait { ImagePath = "new.jpg", Person = "p9", Number = 30, Pixels = [1, 2, 3] });
        var before = portraits.Computed;
        var kept = portraits.Kept(Place);
        var rows = kept.Fit(more).Transform(more);
        Assert.Equal((25, 2), (kept.Count, portraits.Computed - before));
        Assert.Equal(0.3f, Portraits.Features(rows)[^1][^1]);
    }

    [Fact]
    public void Rows_that_only_ask_for_an_answer_are_not_kept()
    {
        var kept = portraits.Kept(Place);
        var stage = kept.Fit(portraits.View());
        var visitor = ml.Data.LoadFromEnumerable([new Portraits.Portrait { ImagePath = "visitor.jpg", Number = 2 }]);
        Assert.Equal(10, Portraits.Features(stage.Transform(visitor)).Single()[2]);
        Assert.Equal((24, 24), (kept.Count, portraits.Kept(Place).Count));
        using var engine = ml.Model.CreatePredictionEngine<Portraits.Pictured, Portraits.Featured>(stage);
        Assert.Equal(10, engine.Predict(new Portraits.Pictured { Number = 3 }).Features[3]);
    }

    [Fact]
    public void Forgetting_deletes_the_features_and_does_not_keep_them_again()
    {
        var kept = portraits.Kept(Place);
        kept.Fit(portraits.View());
        var file = File.ReadAllBytes(Place);
        var number = BitConverter.GetBytes(0.05f); // of photo 5, of p1
        Assert.True(file.AsSpan().IndexOf(number) >= 0);

        var marked = portraits.Marked();
        Assert.Equal(6, kept.CountForgotten(marked));
        Assert.Equal(6, kept.Forget(marked));
        Assert.Equal((0, 18, 6), (kept.CountForgotten(marked), kept.Count, kept.NumberOfForgottenIds));
        Assert.True(File.ReadAllBytes(Place).AsSpan().IndexOf(number) < 0);
        Assert.Equal(0, kept.Forget(marked)); // once more does no harm

        // The rows can still be looked at, and leave nothing behind.
        var later = portraits.Kept(Place);
        var rows = later.Fit(marked).Transform(marked);
        Assert.Equal(Portraits.Features(portraits.Steps().Fit(marked).Transform(marked)), Portraits.Features(rows));
        Assert.Equal((18, 6), (later.Count, portraits.Kept(Place).NumberOfForgottenIds));
    }

    [Fact]
    public void Rows_are_forgotten_before_they_were_ever_kept()
    {
        var log = new List<string>();
        ml.Log += (_, message) => log.Add(message.Message);
        var kept = portraits.Kept(Place);
        Assert.Equal(0, kept.Forget(portraits.Marked()));
        Assert.Contains(log, text => text.Contains("6 of 6 marked rows have no features"));
        kept.Fit(portraits.View());
        Assert.Contains(log, text => text.Contains("6 rows were forgotten before"));
        Assert.Equal((18, 6), (kept.Count, kept.NumberOfForgottenIds));
    }

    [Fact]
    public void A_picture_that_a_retained_row_has_too_keeps_its_features()
    {
        var twin = new Portraits.Portrait { ImagePath = "photos/1.jpg", Person = "p2", Number = 1, Pixels = [1, 1, 200] };
        var marked = ml.Unlearning().MarkForgotten(portraits.View(twin), ForgetRequest.Rows("Person", ["p1"]));
        var kept = portraits.Kept(Place);
        kept.Fit(marked);
        Assert.Equal((24, 5), (kept.Count, kept.Forget(marked)));
    }

    [Fact]
    public void Nothing_marked_is_an_error()
    {
        var kept = portraits.Kept(Place);
        var none = new TransformerChain<ITransformer>(ml.Transforms.CustomMapping<Portraits.Pictured, Marks>(
            (_, to) => to.Forget = false, null).Fit(portraits.View())).Transform(portraits.View());
        Refused.With<InvalidOperationException>("No features are to be deleted", () => kept.Forget(none));
        Refused.With<ArgumentOutOfRangeException>("MarkForgotten", () => kept.Forget(portraits.View()));
    }

    [Fact]
    public void Content_can_stand_for_itself()
    {
        var kept = portraits.Kept(Place, id: "Pixels");
        kept.Fit(portraits.View());
        // Another picture under the same path gets features of its own.
        Portraits.Portrait[] changed = [new() { ImagePath = "photos/0.jpg", Number = 7, Pixels = [9, 9, 9] }];
        var rows = ml.Data.LoadFromEnumerable(changed);
        Assert.Equal(0.07f, Portraits.Features(kept.Fit(rows).Transform(rows))[0][^1]);
        Assert.Equal(25, kept.Count);
        Assert.Equal(6, kept.Forget(portraits.Marked()));
    }

    [Fact]
    public void Other_steps_changed_pictures_and_ids_of_several_pictures_are_refused()
    {
        Refused.With<InvalidOperationException>(
            "'Person' names several pictures by one id", () => portraits.Kept(folder.File("other"), id: "Person").Fit(portraits.View()));
        portraits.Kept(Place).Fit(portraits.View());
        Refused.With<InvalidOperationException>("the steps are others", () => portraits.Kept(Place, brightness: 2).Fit(portraits.View()));
        var wider = ml.Transforms.Concatenate("Features", "Pixels");
        Refused.With<InvalidOperationException>(
            "keeps 5 features a row, and the steps make 3", () => ml.Unlearning().KeepFeatures(wider, Place).Fit(portraits.View()));
        Refused.With<ArgumentOutOfRangeException>(
            "Could not find id column 'File'", () => portraits.Kept(Place, id: "File").Fit(portraits.View()));
    }

    [Fact]
    public void Pictures_of_another_folder_do_not_get_the_features_of_their_namesakes()
    {
        var stage = portraits.Kept(Place).Fit(portraits.View());
        var others = ml.Data.LoadFromEnumerable([new Portraits.Portrait { ImagePath = "photos/0.jpg", Number = 17 }]);
        Refused.With<InvalidOperationException>("paths do that count from two folders", () => Portraits.Features(stage.Transform(others)));
    }

    [Fact]
    public void A_saved_model_holds_the_steps_and_no_feature()
    {
        var steps = ml.Transforms.Concatenate("Features", "Pixels", "Number");
        var kept = ml.Unlearning().KeepFeatures(steps, Place);
        var view = portraits.View();
        using var model = kept.Append(ml.Unlearning().TrainClassifier(numberOfEpochs: 2)).Fit(view);
        ml.Unlearning().SaveModel(model, view.Schema, folder.File("model.zip"));
        kept.Delete();
        Assert.Empty(Directory.GetFiles(folder.Path, "model.features*"));
        var loaded = ml.Model.Load(folder.File("model.zip"), out _);
        Assert.Equal(model.Transform(view).Scores(), loaded.Transform(view).Scores());
        Assert.Equal(0, kept.Count);
    }

    [Fact]
    public void A_record_names_the_file_with_its_hash_and_what_is_to_be_done()
    {
        var kept = portraits.Kept(Place);
        var marked = portraits.Marked();
        kept.Fit(marked);
        Assert.Equal(ArtefactDuty.Destroy, kept.ToArtefact(marked).Duty);
        kept.Forget(marked);
        var artefact = kept.ToArtefact(marked);
        Assert.Equal((ArtefactDuty.Keep, ArtefactKind.Cache, Place), (artefact.Duty, artefact.Kind, artefact.Place));
        Assert.Equal("features of 18 rows in '" + Place + "'; 6 ids forgotten", kept.ToString());
    }

    [Fact]
    public void A_cancelled_fit_ends()
    {
        var kept = ml.Unlearning().KeepFeatures(portraits.Steps(), Place, cancellationToken: new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => kept.Fit(portraits.View()));
    }

    private sealed class Marks
    {
        public bool Forget { get; set; }
    }
}
