namespace MLNetUnlearning.Tests;

public class HoldOutTests
{
    [Fact]
    public void Each_class_gives_its_share()
    {
        var (train, unseen) = Split(FourPixels.View([.. Enumerable.Repeat("a", 20), .. Enumerable.Repeat("b", 30)]), 0.1);
        Assert.Equal(["a", "a", "b", "b", "b"], Classes(unseen));
        Assert.Equal(45, train.GetRowCount());
        Assert.Equal(5, unseen.GetRowCount());
    }

    [Fact]
    public void Both_sides_together_are_the_view_in_its_order()
    {
        var view = FourPixels.Many(20);
        var (train, unseen) = Split(view, 0.3);
        var unseenIds = FourPixels.Ids(unseen).ToHashSet();
        Assert.Equal(6, unseenIds.Count);
        Assert.Equal(FourPixels.Ids(view).Where(id => !unseenIds.Contains(id)), FourPixels.Ids(train));
    }

    [Fact]
    public void Copies_of_an_image_stay_on_one_side()
    {
        var rows = FourPixels.Rows(Enumerable.Repeat("a", 60).ToArray());
        for (var i = 0; i < rows.Length; i++) rows[i].Features = [i / 3, 0, 0, 0]; // each image three times
        var (train, unseen) = Split(FourPixels.View(rows), 0.2);
        Assert.Equal(12, FourPixels.Ids(unseen).Length);
        Assert.Empty(Images(train).Intersect(Images(unseen)));
    }

    [Fact]
    public void An_image_with_two_labels_stays_in_training()
    {
        var rows = FourPixels.Rows("a", "b", "a", "b", "a", "b");
        rows[1].Features = rows[0].Features;
        for (var seed = 0; seed < 10; seed++)
        {
            var (train, unseen) = Split(FourPixels.View(rows), 0.34, seed);
            Assert.Superset(new HashSet<string> { "row 0", "row 1" }, FourPixels.Ids(train).ToHashSet());
            Assert.Equal(2, unseen.GetRowCount());
        }
    }

    [Fact]
    public void A_small_class_gives_one_row_and_a_class_of_one_none()
    {
        var (_, unseen) = Split(FourPixels.View("a", "a", "b"), 0.1);
        Assert.Equal(["a"], Classes(unseen));
    }

    [Fact]
    public void The_same_seed_holds_back_the_same_rows()
    {
        var view = FourPixels.Many(40);
        string[] HeldBack(int seed) => FourPixels.Ids(Split(view, 0.5, seed).Unseen);
        Assert.Equal(HeldBack(seed: 2), HeldBack(seed: 2));
        Assert.NotEqual(HeldBack(seed: 2), HeldBack(seed: 3));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(double.NaN)]
    public void The_share_lies_between_zero_and_one(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split(FourPixels.View("a", "a"), fraction));

    [Fact]
    public void Where_nothing_can_be_held_back_it_says_so() =>
        Assert.Throws<InvalidOperationException>(() => Split(FourPixels.View("a", "b"), 0.5));

    private static (IDataView Train, IDataView Unseen) Split(IDataView view, double fraction, int seed = 0) =>
        HoldOut.Split(view, fraction, seed, "Label", "Features");

    private static string[] Classes(IDataView view)
    {
        var names = LabelKeys.Read(view.Schema["Label"]).Names;
        return view.GetColumn<uint>("Label").Select(key => names[(int)key - 1]).ToArray();
    }

    private static IEnumerable<float> Images(IDataView view) => view.GetColumn<float[]>("Features").Select(pixels => pixels[0]);
}
