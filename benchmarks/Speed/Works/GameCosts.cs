using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>A game of 40 iterations as a request differs in one respect from 10 % of 2,000 rows of ten classes by a network of width 8:
/// what it costs beside that one.</summary>
internal sealed record GameCosts(string Respect, int Rows = 2000, double Share = 0.1, int Classes = 10, int Width = 8) : Work(
    $"40 iterations of the game: {Respect}", "run", [Library, Usual])
{
    /// <summary>The request that the others are beside.</summary>
    public const string Usual = "10 % of 2000 rows, 10 classes, width 8";

    /// <summary>The respects.</summary>
    public static IEnumerable<GameCosts> All =>
    [
        new("20000 rows", Rows: 20_000), new("half of the rows", Share: 0.5), new("1 % of the rows", Share: 0.01),
        new("100 classes", Classes: 100), new("width 16", Width: 16), new("width 32", Width: 32),
    ];

    public override void Prepare(string folder)
    {
        foreach (var rows in new[] { Rows, 2000 }) MadeUpPictures.Folder(folder, rows, 10);
    }

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var asked = contestant == Usual ? new GameCosts(Usual) : this;
        var rows = ml.LoadCifar(MadeUpPictures.Folder(folder, asked.Rows, 10));
        var (train, unseen) = ml.Unlearning().HoldOut(asked.Classes == 10 ? rows : Renamed(ml, rows, asked.Classes), 0.1);
        using var original = Originals.Brief(ml, train, KnownNetworks.ResNet18(asked.Width), steps: 20);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(asked.Share));
        var game = new AdversarialMinMax();
        var method = game with { RandomRows = game.RandomRows with { NumberOfSteps = 40, BatchSize = 64 } };
        var meter = Meter.Start();
        using var model = ml.Unlearn(original, method, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(marked);
        return meter.Stop(model.History[^1].RunTime.TotalSeconds);
    }

    /// <summary>The rows in more classes than they have: they take turns.</summary>
    private static IDataView Renamed(MLContext ml, IDataView rows, int classes)
    {
        var place = 0;
        var turns = rows.GetColumn<float[]>("Features")
            .Select(pixels => new Picture { Features = pixels, Name = $"class {place++ % classes}" }).ToList();
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Name))
            .Fit(ml.Data.LoadFromEnumerable(turns)).Transform(ml.Data.LoadFromEnumerable(turns));
    }

    private sealed class Picture
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];

        public string Name { get; set; } = "";
    }
}
