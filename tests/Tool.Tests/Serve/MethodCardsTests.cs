using Microsoft.ML;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>What the page says of methods.</summary>
public sealed class MethodCardsTests
{
    private static readonly ListedRow[] Rows =
        [.. Enumerable.Range(0, 200).Select(at => new ListedRow($"{at}", at % 2 == 0 ? "cat" : "dog", null, null))];

    [Fact]
    public void Every_method_says_what_it_does_in_a_sentence_and_how_long_it_may_take()
    {
        var cards = MethodCards.Of(Desk(TimeSpan.FromSeconds(300)));
        Assert.Equal(["", "Retrain"], cards.Take(2).Select(card => card.Name));
        Assert.Equal(MethodChoice.All(new MLContext()).Count, cards.Count);
        Assert.All(cards, card =>
        {
            Assert.Matches(@"^[A-Z].{20,320}\.( [A-Z].*\.)?$", card.What);
            Assert.DoesNotMatch(@"^[\w -]+(\([A-Z]+\))?: ", card.What);
            Assert.True(card.When is null || card.When.EndsWith('.'), card.When);
            Assert.StartsWith("about ", card.Time);
        });
    }

    [Fact]
    public void Retraining_takes_as_long_as_the_training_did_for_as_many_rows()
    {
        var retrain = MethodCards.Of(Desk(TimeSpan.FromSeconds(300))).Single(card => card.Name == "Retrain");
        Assert.Equal("about 5 minutes", retrain.Time); // a row of 200 goes
        Assert.All(MethodCards.Of(Desk(null)), card => Assert.Equal("not known how long", card.Time));
    }

    [Theory]
    [InlineData(0.4, "a second")]
    [InlineData(12.2, "13 seconds")]
    [InlineData(100, "2 minutes")]
    [InlineData(9000, "2.5 hours")]
    public void Times_are_said_in_words(double seconds, string expected) =>
        Assert.Equal(expected, MethodCards.Words(TimeSpan.FromSeconds(seconds)));

    private static Desk Desk(TimeSpan? took) => new(
        new Draft(1, "", "", Marks.None.With([], [], ["0"], []), DateTimeOffset.UnixEpoch),
        new ModelCard("", "a.zip", DateTime.UnixEpoch, "SmallConvNet", ["cat", "dog"], [new("train", 200, 0, took)],
            new Dictionary<string, string>(), new TrainingRecipe { NumberOfEpochs = 10, BatchSize = 20 }, false),
        new DataCard("photos", "photos", "Folder", ""), new RowList(Rows, null, true), new Answered(null, null));
}
