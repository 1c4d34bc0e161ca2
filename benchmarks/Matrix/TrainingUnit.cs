using Microsoft.ML;
using MLNetUnlearning;

namespace Matrix;

/// <summary><c>TrainClassifier()</c> as it comes and every hand-tuned setting, on one cell with one seed.</summary>
internal sealed record TrainingUnit(Cell Cell, int Seed) : Unit
{
    private static IReadOnlyList<string> Contestants { get; } =
        [HandTuned.AsItComes, .. HandTuned.All.Select(settings => settings.ToString())];

    public override string Name => FormattableString.Invariant($"{Cell.Name}_training_{Seed}");

    public override Cell Cell { get; } = Cell;

    public override int Missing(Workplace at) => Missing(at, Name, Contestants).Count();

    public override void Run(MLContext ml, Workplace at)
    {
        var rows = Cell.Data.Load(ml, at.DataFolder, at.Draws, Seed);
        using var taken = at.Store.Take(Name);
        foreach (var contestant in Missing(at, Name, Contestants).ToList())
            at.Store.Add(Name, Outcome(ml, at, contestant, rows));
    }

    private Outcome Outcome(MLContext ml, Workplace at, string contestant, CellRows rows)
    {
        try
        {
            using var model = contestant == HandTuned.AsItComes
                ? at.Originals.Get(ml, Cell, Seed, rows.Train)
                : ml.Unlearning().TrainClassifier(
                    HandTuned.All.Single(one => one.ToString() == contestant).Recipe(), network: Cell.Network, seed: Seed).Fit(rows.Train);
            return new Outcome
            {
                Contestant = contestant,
                RetainAccuracy = Accuracy(ml, model, rows.Train),
                TestAccuracy = Accuracy(ml, model, rows.Test),
                Seconds = model.History[0].RunTime.TotalSeconds,
                Settings = model.History[0].Settings,
            };
        }
        catch (UnlearningException diverged)
        {
            return new Outcome { Contestant = contestant, Refused = diverged.Message };
        }
    }

    /// <summary>In percent.</summary>
    private static double Accuracy(MLContext ml, NeuralClassifier model, IDataView rows) =>
        100 * ml.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy;
}
