namespace MLNetUnlearning.Tests;

/// <summary>Tests that change the current folder, which all tests share: they run when no other test does.</summary>
[CollectionDefinition(nameof(RelativeFolderTests), DisableParallelization = true)]
[Collection(nameof(RelativeFolderTests))]
public sealed class RelativeFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string former = Environment.CurrentDirectory;
    private readonly MLContext ml = new(seed: 1);

    public RelativeFolderTests()
    {
        folder.Write("pictures/cat/a.png", Pictures.RedAndBluePng);
        folder.Write("cifar/test_batch.bin", CifarTests.Cifar10Records(3, 4));
        Environment.CurrentDirectory = folder.Path;
    }

    [Fact]
    public void A_folder_of_pictures_can_be_read_from_another_folder() => IsReadFromElsewhere(ml.LoadImageFolder("pictures"));

    [Fact]
    public void Skipping_unreadable_files_reads_from_another_folder_too() =>
        IsReadFromElsewhere(ml.LoadImageFolder("pictures", skipUnreadableFiles: true));

    [Fact]
    public void Cifar_can_be_read_from_another_folder() => IsReadFromElsewhere(ml.LoadCifar("cifar", DataSetPart.Test));

    [Fact]
    public void A_pipeline_and_its_model_file_can_be_used_from_another_folder()
    {
        var rows = ml.Data.LoadFromEnumerable([new PathRow { ImagePath = "cat/a.png" }]);
        var pipeline = ml.ImagePixels("pictures", 2, 1);
        var model = pipeline.Fit(rows);
        ml.Model.Save(model, rows.Schema, "model.zip");
        Environment.CurrentDirectory = former;
        var loaded = ml.Model.Load(folder.File("model.zip"), out _);
        foreach (var transformer in (ITransformer[])[model, loaded, pipeline.Fit(rows)])
            Assert.Equal([255f, 0, 0, 0, 0, 255], transformer.Transform(rows).GetColumn<float[]>("Features").Single());
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = former;
        folder.Dispose();
    }

    private void IsReadFromElsewhere(IDataView view)
    {
        var here = view.GetColumn<float[]>("Features").ToList();
        Environment.CurrentDirectory = former;
        Assert.NotEmpty(here);
        Assert.Equal(here, view.GetColumn<float[]>("Features"));
    }
}
