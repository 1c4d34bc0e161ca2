using Microsoft.ML.Runtime;

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
    public void An_image_with_two_labels_stays_on_one_side_which_may_be_either()
    {
        var rows = FourPixels.Rows("a", "b", "a", "b", "a", "b");
        rows[1].Features = rows[0].Features;
        var sides = new HashSet<bool>();
        for (var seed = 0; seed < 50; seed++)
        {
            var unseen = FourPixels.Ids(Split(FourPixels.View(rows), 0.34, seed).Unseen);
            Assert.Equal(2, unseen.Length);
            Assert.Equal(unseen.Contains("row 0"), unseen.Contains("row 1"));
            sides.Add(unseen.Contains("row 0"));
        }
        Assert.Equal(2, sides.Count);
    }

    [Theory, InlineData(0.1), InlineData(0.2)]
    public void Few_different_rows_with_noisy_labels_are_split_twice(double fraction)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (rest, test) = Split(NoisyLabels(), fraction, seed);
            var (train, unseen) = Split(rest, 0.1, seed);
            IDataView[] parts = [train, unseen, test];
            Assert.Equal([777, 111, 111], parts.Select(part => FourPixels.Ids(part).Length));
            Assert.Equal(9, parts.Sum(part => Images(part).Distinct().Count()));
            Assert.All(parts, part => Assert.Equal(["a", "b"], Classes(part).Distinct().Order()));
        }
    }

    /// <summary>Otherwise what is measured on the rows held back would be too good.</summary>
    [Fact]
    public void Rows_whose_labels_differ_are_held_back_as_often_as_others()
    {
        static bool AreTwo(int image) => image % 3 == 0;
        static char Class(int row) => "abc"[(row / 12 + (AreTwo(row / 4) ? row % 2 : 0)) % 3];
        var rows = FourPixels.Rows([.. Enumerable.Range(0, 960).Select(row => $"{Class(row)}")]);
        for (var i = 0; i < rows.Length; i++) rows[i].Features = [i / 4, 0, 0, 0]; // each image four times
        var view = FourPixels.View(rows);
        var shares = new List<double>();
        for (var seed = 0; seed < 40; seed++)
        {
            var unseen = Split(view, 0.2, seed).Unseen;
            Assert.Equal(3, Classes(unseen).CountBy(name => name).Count(ofClass => ofClass.Value is > 58 and < 68)); // a fifth is 64
            shares.Add(Images(unseen).Average(image => AreTwo((int)image) ? 1.0 : 0));
        }
        Assert.InRange(shares.Average(), 0.28, 0.39);
    }

    [Fact]
    public void An_image_with_all_rows_of_a_class_stays_in_training()
    {
        var rows = FourPixels.Rows("a", "a", "b", "b", "b", "b");
        for (var i = 0; i < 3; i++) rows[i].Features = [9, 9, 9, 9];
        for (var seed = 0; seed < 10; seed++)
            Assert.Equal(["b", "b"], Classes(Split(FourPixels.View(rows), 0.5, seed).Unseen));
    }

    [Fact]
    public void Without_equal_rows_each_class_is_shuffled_and_gives_its_first_rows()
    {
        string[] classes = [.. Enumerable.Range(0, 90).Select(row => $"{"cab"[row % 3]}")];
        var random = new Random(5);
        var expected = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            int[] ofClass = [.. Enumerable.Range(0, 90).Where(row => classes[row] == name)];
            random.Shuffle(ofClass);
            expected.AddRange(ofClass.Take(6).Select(row => $"row {row}"));
        }
        Assert.Equal(expected.Order(), FourPixels.Ids(Split(FourPixels.View(classes), 0.2, seed: 5).Unseen).Order());
    }

    [Fact]
    public void Copies_that_keep_classes_far_from_their_shares_are_said_with_numbers()
    {
        Assert.Empty(Warnings(FourPixels.Many(20)));
        var warning = Assert.Single(Warnings(NoisyLabels()));
        Assert.Contains("Of 999 rows 9 are different.", warning);
        Assert.Matches("'a' gives (88|23) rows, not 11; 'b' gives (88|23) rows, not 9", warning);
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
        Refused.With<InvalidOperationException>("of 2 rows 2 are different", () => Split(FourPixels.View("a", "b"), 0.5));

    [Fact]
    public void Where_all_rows_are_equal_it_says_so()
    {
        var rows = FourPixels.Rows([.. Enumerable.Range(0, 1000).Select(row => row % 2 == 0 ? "a" : "b")]);
        foreach (var row in rows) row.Features = [9, 9, 9, 9];
        Refused.With<InvalidOperationException>("of 1000 rows 1 are different", () => Split(FourPixels.View(rows), 0.2));
    }

    [Fact]
    public void Raw_rows_are_split_before_there_are_features()
    {
        var ml = new MLContext(seed: 1);
        var said = new List<string>();
        ml.Log += (_, e) => said.Add(e.Message);
        var raw = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(row => new File($"{row / 2}.png", row % 4 < 2 ? "a" : "b")));
        var (train, unseen) = ml.Unlearning().HoldOut(raw, fraction: 0.2);
        Assert.Equal(8, unseen.GetRowCount());
        Assert.Empty(train.GetColumn<string>("ImagePath").Intersect(unseen.GetColumn<string>("ImagePath"))); // each file is there twice
        Assert.Contains(said, message => message.Contains("There is no column 'Features' yet"));
        var byPath = ml.Unlearning().HoldOut(raw, fraction: 0.2, featureColumnName: "ImagePath").Unseen;
        Assert.Equal(8, byPath.GetRowCount());
        Refused.With<ArgumentOutOfRangeException>(
            "Could not find feature column 'Pixels'", () => ml.Unlearning().HoldOut(raw, featureColumnName: "Pixels"));
    }

    [Theory, InlineData(0.1), InlineData(0.3), InlineData(0.02)]
    public void Rows_of_a_person_stay_on_one_side(double fraction)
    {
        string[] people = [.. Enumerable.Range(0, 60).Select(row => $"person {row % 12}")];
        var (train, unseen) = ByPerson(people, fraction);
        Assert.NotEmpty(FourPixels.Ids(unseen));
        Assert.Empty(FourPixels.Ids(train).Intersect(FourPixels.Ids(unseen)));
        Assert.InRange(unseen.GetRowCount()!.Value, 1, Math.Max(5, (long)Math.Ceiling(fraction * 60)));
        Assert.Equal(["a", "b"], Classes(train).Distinct().Order());
    }

    [Fact]
    public void People_who_share_a_picture_stay_together()
    {
        string[] people = [.. Enumerable.Range(0, 20).Select(row => $"person {row / 2}")];
        for (var seed = 0; seed < 5; seed++)
        {
            var (train, unseen) = ByPerson(people, 0.4, seed, (rows, row) => row is 0 or 19 ? [9, 9, 9, 9] : rows[row].Features);
            foreach (var side in new[] { train, unseen })
                Assert.Equal(FourPixels.Ids(side).Contains("person 0"), FourPixels.Ids(side).Contains("person 9"));
        }
    }

    [Fact]
    public void A_person_with_the_last_rows_of_a_class_is_trained_on()
    {
        string[] people = [.. Enumerable.Repeat("only", 10), .. Enumerable.Repeat("other", 10)];
        var rows = FourPixels.Rows([.. people.Select(person => person == "only" ? "a" : "b")]);
        for (var i = 0; i < rows.Length; i++) rows[i].Id = people[i];
        var error = Assert.Throws<InvalidOperationException>(
            () => HoldOut.Split(FourPixels.View(rows), 0.5, 0, "Label", "Features", "Id"));
        Assert.StartsWith("No group of column 'Id' can be held back", error.Message);
        Assert.EndsWith("so 20 rows have 2.", error.Message);
    }

    private static (IDataView Train, IDataView Unseen) ByPerson(
        string[] people, double fraction, int seed = 0, Func<FourPixels.Row[], int, float[]>? features = null)
    {
        var rows = FourPixels.Rows([.. people.Select((_, row) => row % 5 < 2 ? "a" : "b")]);
        for (var i = 0; i < rows.Length; i++) (rows[i].Id, rows[i].Features) = (people[i], features?.Invoke(rows, i) ?? rows[i].Features);
        return HoldOut.Split(FourPixels.View(rows), fraction, seed, "Label", "Features", "Id");
    }

    /// <summary>Nine images, 111 times each, of which every fifth copy has the label of the others.</summary>
    private static IDataView NoisyLabels()
    {
        var rows = FourPixels.Rows([.. Enumerable.Range(0, 999).Select(row => row % 9 < 5 != (row / 9 % 5 == 0) ? "a" : "b")]);
        for (var i = 0; i < rows.Length; i++) rows[i].Features = [i % 9, 0, 0, 0];
        return FourPixels.View(rows);
    }

    private static List<string> Warnings(IDataView view)
    {
        var ml = new MLContext(seed: 1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning) warnings.Add(e.Message);
        };
        using var channel = ((IHostEnvironment)ml).Start("HoldOut");
        HoldOut.Split(view, 0.02, 0, "Label", "Features", channel: channel);
        return warnings;
    }

    private sealed record File(string ImagePath, string Label);

    private static (IDataView Train, IDataView Unseen) Split(IDataView view, double fraction, int seed = 0) =>
        HoldOut.Split(view, fraction, seed, "Label", "Features");

    private static string[] Classes(IDataView view)
    {
        var names = LabelKeys.Read(view.Schema["Label"]).Names;
        return view.GetColumn<uint>("Label").Select(key => names[(int)key - 1]).ToArray();
    }

    private static IEnumerable<float> Images(IDataView view) => view.GetColumn<float[]>("Features").Select(pixels => pixels[0]);
}
