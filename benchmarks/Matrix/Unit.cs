using Microsoft.ML;

namespace Matrix;

/// <summary>What a process does at one go: it reads its rows once, and writes an outcome whenever it has one.</summary>
internal abstract record Unit
{
    /// <summary>A name of its own, which is that of its files.</summary>
    public abstract string Name { get; }

    /// <summary>Where it runs.</summary>
    public abstract Cell Cell { get; }

    /// <summary>How many outcomes are missing.</summary>
    public abstract int Missing(Workplace at);

    /// <summary>Makes what is missing.</summary>
    public abstract void Run(MLContext ml, Workplace at);

    /// <summary>The contestants without an outcome.</summary>
    protected static IEnumerable<string> Missing(Workplace at, string unit, IEnumerable<string> contestants) =>
        contestants.Except(at.Store.Of(unit).Select(outcome => outcome.Contestant));
}

/// <summary>What units share.</summary>
/// <param name="Store">Finished outcomes.</param>
/// <param name="Originals">Trained originals.</param>
/// <param name="Draws">Which rows, classes and seeds are used.</param>
/// <param name="DataFolder">The folder that holds the data sets.</param>
internal sealed record Workplace(OutcomeStore Store, Originals Originals, DrawList Draws, string DataFolder);

/// <summary>Trains an original, so that the units that need it do not wait for each other.</summary>
internal sealed record OriginalUnit(Cell Cell, int Seed) : Unit
{
    public override string Name => FormattableString.Invariant($"{Cell.Name}_original_{Seed}");

    public override Cell Cell { get; } = Cell;

    public override int Missing(Workplace at) => at.Originals.Has(Cell, Seed) ? 0 : 1;

    public override void Run(MLContext ml, Workplace at) =>
        at.Originals.Get(ml, Cell, Seed, Cell.Data.Load(ml, at.DataFolder, at.Draws, Seed).Train).Dispose();
}
