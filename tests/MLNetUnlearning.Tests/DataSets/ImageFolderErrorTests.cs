namespace MLNetUnlearning.Tests;

public sealed class ImageFolderErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> log = [];

    public ImageFolderErrorTests() => ml.Log += (_, message) => log.Add(message.RawMessage);

    [Fact]
    public void An_unreadable_file_among_many_is_named()
    {
        for (var i = 0; i < 100; i++) folder.Write($"cat/{i}.png", Pictures.Png());
        folder.Write("cat/77.png", Pictures.FirstHalf(Pictures.Png()));
        var view = ml.LoadImageFolder(folder.Path);
        Assert.Contains(PathOf("cat/77.png"), Assert.Throws<ImageFileException>(() => view.GetColumn<float[]>("Features").Count()).Message);
    }

    [Fact]
    public void A_setting_skips_unreadable_files_and_the_log_counts_and_lists_them()
    {
        folder.Write("cat/a.png", Pictures.Png());
        folder.Write("cat/half.png", Pictures.FirstHalf(Pictures.Png()));
        folder.Write("dog/b.jpg", Pictures.Jpeg());
        folder.Write("dog/page.jpg", Pictures.WebPage);
        var view = ml.LoadImageFolder(folder.Path, skipUnreadableFiles: true);
        Assert.Equal(["cat/a.png", "dog/b.jpg"], view.GetColumn<string>("Id"));
        Assert.Equal(2, view.GetColumn<float[]>("Features").Count());
        Assert.Contains("Skipped 2 of 4 image files, which cannot be read:", log);
        Assert.Contains($"Image file '{PathOf("cat/half.png")}' is cut off: its end is missing.", log);
        Assert.Contains(log, message => message.StartsWith($"Image file '{PathOf("dog/page.jpg")}'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_of_unreadable_files_alone_is_named()
    {
        folder.Write("cat/a.png", Pictures.Png());
        folder.Write("dog/page.jpg", Pictures.WebPage);
        var error = Assert.Throws<FileNotFoundException>(() => ml.LoadImageFolder(folder.Path, skipUnreadableFiles: true));
        Assert.Contains($"No file of class folder '{PathOf("dog")}' can be read", error.Message);
    }

    [Fact]
    public void What_systems_leave_behind_is_neither_class_nor_row()
    {
        folder.Write("cat/a.png", Pictures.Png());
        folder.Write("cat/._a.png", Pictures.ResourceFork);
        folder.Write("cat/.thumbnails/a.png", Pictures.Png());
        folder.Write("cat/__MACOSX/a.png", Pictures.Png());
        folder.Write(".git/a.png", Pictures.Png());
        folder.Write("__MACOSX/cat/._a.png", Pictures.ResourceFork);
        var view = ml.LoadImageFolder(folder.Path);
        Assert.Equal(["cat/a.png"], view.GetColumn<string>("Id"));
        Assert.Equal(["cat"], LabelKeys.Read(view.Schema["Label"]).Names);
        Assert.Contains("Files passed over: 5 hidden (the name begins with '.', or lies in __MACOSX).", log);
    }

    [Fact]
    public void Files_passed_over_are_counted_in_the_log()
    {
        folder.Write("cat/a.png", Pictures.Png());
        folder.Write("cat/b.tif", [1]);
        folder.Write("cat/c.TIF", [1]);
        folder.Write("cat/notes.txt", [1]);
        folder.Write("cat/LICENSE", [1]);
        folder.Write("loose.png", Pictures.Png());
        ml.LoadImageFolder(folder.Path);
        Assert.Contains($"Folder '{folder.Path}' has pictures: 1, in classes: 1.", log);
        Assert.Contains(
            "Files passed over: 1 in no class folder; 2 .tif (not supported); 1 without extension (no image); 1 .txt (no image).", log);
    }

    [Fact]
    public void A_class_of_tiff_files_is_told_that_they_are_not_supported()
    {
        folder.Write("cat/a.tiff", [1]);
        var error = Assert.Throws<FileNotFoundException>(() => ml.LoadImageFolder(folder.Path));
        Assert.EndsWith("has no PNG, JPEG, BMP, WebP or GIF file. It has 1 .tiff (not supported): make PNG files of them.", error.Message);
    }

    [Theory]
    [InlineData("train", "test")]
    [InlineData("Train", "val")]
    [InlineData("validation", "test")]
    [InlineData("train", "train")]
    public void A_folder_of_parts_says_which_to_give(string one, string other)
    {
        folder.Write($"{one}/cat/a.png", Pictures.Png());
        folder.Write($"{other}/cat/a.png", Pictures.Png());
        var error = Assert.Throws<ArgumentException>(() => ml.LoadImageFolder(folder.Path));
        Assert.Contains("holds parts of a data set, not classes. Load each part by itself: ", error.Message);
        Assert.Contains($"'{PathOf(one)}'", error.Message);
        Assert.Contains($"'{PathOf(other)}'", error.Message);
    }

    [Fact]
    public void A_test_part_without_classes_is_no_class_either()
    {
        folder.Write("train/cat/a.png", Pictures.Png());
        folder.Write("test/1.png", Pictures.Png());
        folder.Write("__MACOSX/train/._a.png", Pictures.ResourceFork);
        folder.Write("README.txt", [1]);
        var error = Assert.Throws<ArgumentException>(() => ml.LoadImageFolder(folder.Path));
        Assert.Contains($"Load each part by itself: '{PathOf("train")}'.", error.Message);
    }

    [Fact]
    public void A_class_may_be_called_test()
    {
        folder.Write("test/a.png", Pictures.Png());
        folder.Write("test/more/b.png", Pictures.Png());
        folder.Write("train/a.png", Pictures.Png());
        Assert.Equal(3, ml.LoadImageFolder(folder.Path).GetColumn<string>("Id").Count());
    }

    [Fact]
    public void Links_are_followed_unless_they_lead_round_in_circles()
    {
        folder.Write("set/cat/a.png", Pictures.Png());
        folder.Write("elsewhere/b.png", Pictures.Png());
        File.CreateSymbolicLink(PathOf("set/cat/same.png"), "a.png");
        Directory.CreateSymbolicLink(PathOf("set/cat/self"), ".");
        Directory.CreateSymbolicLink(PathOf("set/cat/up"), PathOf("set"));
        Directory.CreateSymbolicLink(PathOf("set/dog"), "../elsewhere");
        Assert.Equal(["cat/a.png", "cat/same.png", "dog/b.png"], ml.LoadImageFolder(PathOf("set")).GetColumn<string>("Id"));
    }

    [Fact]
    public void A_link_to_nothing_is_named_or_skipped()
    {
        folder.Write("cat/a.png", Pictures.Png());
        File.CreateSymbolicLink(PathOf("cat/lost.png"), "nowhere.png");
        var error = Assert.Throws<ImageFileException>(() => ml.LoadImageFolder(folder.Path).GetColumn<float[]>("Features").Count());
        Assert.Equal($"Image file '{PathOf("cat/lost.png")}' does not exist.", error.Message);
        Assert.Equal(["cat/a.png"], ml.LoadImageFolder(folder.Path, skipUnreadableFiles: true).GetColumn<string>("Id"));
    }

    [Fact]
    public void Looking_for_unreadable_files_can_be_cancelled()
    {
        folder.Write("cat/a.png", Pictures.Png());
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(
            () => ml.LoadImageFolder(folder.Path, skipUnreadableFiles: true, cancellationToken: cancelled));
    }

    [Failing("pictures")]
    public void The_pictures_that_failed_once_behave_as_their_readme_says()
    {
        var failing = SharedData.Failing("pictures")!;
        foreach (var file in Directory.GetFiles(failing)) folder.Write("cat/" + Path.GetFileName(file), File.ReadAllBytes(file));
        foreach (var file in (string[])["half.png", "half.jpg", "page.jpg"])
            Assert.Contains(file, Assert.Throws<ImageFileException>(() => ImageFile.Load(PathOf("cat/" + file))).Message);
        var view = ml.LoadImageFolder(folder.Path, 12, 12, skipUnreadableFiles: true);
        Assert.Equal(["cat/rotated-by-exif-6.jpg", "cat/same-unrotated.jpg", "cat/transparent-top.png"], view.GetColumn<string>("Id"));
        var pixels = view.GetColumn<float[]>("Features").ToArray();
        Assert.NotEqual(pixels[0], pixels[1]);
        Assert.Equal(255, pixels[2][0]);
        using var turned = ImageFile.Load(PathOf("cat/rotated-by-exif-6.jpg"));
        using var stored = ImageFile.Load(PathOf("cat/same-unrotated.jpg"));
        Assert.Equal((stored.Height, stored.Width), (turned.Width, turned.Height));
    }

    public void Dispose() => folder.Dispose();

    private string PathOf(string file) => Path.Combine(folder.Path, file);
}
