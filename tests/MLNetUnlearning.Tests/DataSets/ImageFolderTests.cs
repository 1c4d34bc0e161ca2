namespace MLNetUnlearning.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Classes_are_the_folders_and_ids_the_paths()
    {
        folder.Write("dog/b.png", Pictures.RedAndBluePng);
        folder.Write("cat/x/deep.PNG", Pictures.RedAndBluePng);
        folder.Write("cat/a.png", Pictures.RedAndBluePng);
        folder.Write("cat/notes.txt", [1, 2, 3]);
        var view = Load();
        Assert.Equal(["cat/a.png", "cat/x/deep.PNG", "dog/b.png"], FourPixels.Ids(view));
        Assert.Equal([1u, 1, 2], view.GetColumn<uint>("Label"));
        Assert.Equal(["cat", "dog"], LabelKeys.Read(view.Schema["Label"]).Names);
    }

    [Fact]
    public void Pixels_are_the_planes_of_the_picture()
    {
        folder.Write("cat/a.png", Pictures.RedAndBluePng);
        var view = Load();
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 1, 2), view.Schema["Features"].Type);
        Assert.Equal([255f, 0, 0, 0, 0, 255], view.GetColumn<float[]>("Features").Single()); // red, green, blue plane
    }

    [Fact]
    public void Pictures_are_scaled_to_the_size_asked_for()
    {
        folder.Write("cat/a.png", Pictures.RedAndBluePng);
        var features = new MLContext(seed: 1).LoadImageFolder(folder.Path, imageHeight: 8, imageWidth: 6).Schema["Features"].Type;
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 8, 6), features);
    }

    [Fact]
    public void Names_may_have_spaces_umlauts_braces_and_capitals()
    {
        string[] files = ["Ä Öü/{0} %s.PNG", "Ä Öü/žluťoučký.Jpg", "日本/deep/er/a.jpeg", "日本/x.BMP", "日本/x.WebP", "日本/x.gif", "日本/x.jfif"];
        foreach (var file in files) folder.Write(file, Pictures.RedAndBluePng); // content counts, not the name
        var view = Load();
        Assert.Equal(files.Order(StringComparer.Ordinal), view.GetColumn<string>("Id"));
        Assert.All(view.GetColumn<float[]>("Features"), pixels => Assert.Equal([255f, 0, 0, 0, 0, 255], pixels));
    }

    [Fact]
    public void The_pixels_are_those_of_the_pipeline_for_serving_to_the_bit()
    {
        folder.Write("cat/a.png", Pictures.TransparentTopPng());
        for (byte i = 1; i <= 8; i++)
        {
            folder.Write($"cat/{i}.jpg", Pictures.Oriented(Pictures.Jpeg(), i));
            folder.Write($"cat/{i}.png", Pictures.OrientedPng(Pictures.TransparentTopPng(24, 16), i));
        }
        var ml = new MLContext(seed: 1);
        var view = ml.LoadImageFolder(folder.Path, 9, 11);
        var served = view.GetColumn<string>("ImagePath").Select(path => Pictures.Features(ml, ml.ImagePixels(folder.Path, 9, 11), path));
        Assert.Equal(served, view.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Throws<DirectoryNotFoundException>(() => new MLContext().LoadImageFolder(Path.Combine(folder.Path, "nowhere")));

    [Fact]
    public void A_folder_without_classes_is_refused()
    {
        folder.Write("a.png", Pictures.RedAndBluePng);
        Assert.Contains("has no folders of classes", Assert.Throws<FileNotFoundException>(Load).Message);
    }

    [Fact]
    public void A_class_without_pictures_is_named()
    {
        folder.Write("cat/a.png", Pictures.RedAndBluePng);
        folder.Write("dog/notes.txt", [1]);
        Assert.Contains("dog' has no PNG, JPEG, BMP, WebP or GIF file", Assert.Throws<FileNotFoundException>(Load).Message);
    }

    public void Dispose() => folder.Dispose();

    private IDataView Load() => new MLContext(seed: 1).LoadImageFolder(folder.Path, imageHeight: 1, imageWidth: 2);
}
