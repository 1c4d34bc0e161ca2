namespace Matrix;

/// <summary>What a command line asks for.</summary>
internal sealed record Plan
{
    private const int EnoughReferences = 5;

    private static readonly string[] QuickCells = ["4x24-conv", "synthetic-conv", "10x100-conv", "10x100-resnet8"];
    private static readonly RequestKind[] QuickKinds = [RequestKind.Class, RequestKind.Random10];
    private static readonly string[] QuickMethods = [Contestant.DefaultName, "AdversarialMinMax", "FineTune", "SaliencyUnlearning"];

    public required DrawList Draws { get; init; }

    /// <summary>Minutes in place of hours: four cells, four methods, a class and 10 %, one draw each, no more draws where few rows are
    /// forgotten.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Retrainings behind each reference, 1 to 3; null: 3, and 1 where one takes minutes and there are so many draws that a block
    /// has five all the same.</summary>
    public int? Retrainings { get; init; }

    public IReadOnlyList<string> Cells { get; init; } = [];
    public IReadOnlyList<string> Requests { get; init; } = [];
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The cells that are meant.</summary>
    public IReadOnlyList<Cell> ChosenCells()
    {
        foreach (var word in Cells) Require(word, "cell", Cell.All.Any(cell => cell.IsMeantBy(word)), Cell.All.Select(cell => cell.Name));
        return [.. Cell.All.Where(cell => Cells.Count > 0 ? Cells.Any(cell.IsMeantBy) : !IsQuick || QuickCells.Contains(cell.Name))];
    }

    /// <summary>The requests to each cell, with all that answer them.</summary>
    public IReadOnlyList<DrawUnit> Blocks()
    {
        foreach (var word in Methods)
            Require(word, "method", Contestant.Methods.Any(one => Is(one.Name, word)), Contestant.Methods.Select(one => one.Name));
        return [
            .. from cell in ChosenCells()
               from kind in ChosenKinds()
               where Draw.IsIn(cell, kind)
               let draws = Draw.Of(Draws, cell, kind, IsQuick ? 1 : null, pool: !IsQuick).ToList()
               from draw in draws
               select new DrawUnit(draw, [.. Yardsticks(cell, draws.Count), .. Contestant.Of(cell).Where(IsMeant)]),
        ];
    }

    /// <summary>The variants of the game, on five classes and five draws of random rows.</summary>
    public IReadOnlyList<DrawUnit> AblationBlocks() =>
    [
        .. from kind in ChosenKinds()
           where kind is RequestKind.Class or RequestKind.Random10
           from draw in Draw.Of(Draws, Cell.OfAblation, kind, IsQuick ? 1 : Ablation.NumberOfDraws, pool: false)
           select new DrawUnit(draw, [.. Yardsticks(Cell.OfAblation, Ablation.NumberOfDraws), .. Ablation.Variants]),
    ];

    /// <summary>The trainings that are compared: two seeds a cell.</summary>
    public IReadOnlyList<TrainingUnit> Trainings() =>
        [.. from cell in ChosenCells() from seed in Draws.OriginalSeeds.Take(IsQuick ? 1 : 2) select new TrainingUnit(cell, seed)];

    /// <summary>The originals of these requests.</summary>
    public static IReadOnlyList<OriginalUnit> OriginalsOf(IEnumerable<DrawUnit> blocks) =>
        [.. blocks.Select(block => new OriginalUnit(block.Cell, block.Draw.OriginalSeed)).Distinct()];

    private IEnumerable<Contestant> Yardsticks(Cell cell, int draws)
    {
        var isEnough = draws >= EnoughReferences && !cell.RetrainsInAMinute;
        var retrainings = Retrainings ?? (IsQuick || isEnough ? 1 : Contestant.References.Count);
        return [.. Contestant.References.Take(retrainings), Contestant.OneMoreRetraining, Contestant.Original];
    }

    private bool IsMeant(Contestant one) => Methods.Count > 0
        ? Methods.Any(word => Is(one.Name, word)) : !IsQuick || QuickMethods.Contains(one.Name);

    private IReadOnlyList<RequestKind> ChosenKinds()
    {
        var all = Enum.GetValues<RequestKind>();
        foreach (var word in Requests)
            Require(word, "kind of request", all.Any(kind => Is(Draw.NameOf(kind), word)), all.Select(Draw.NameOf));
        return Requests.Count > 0 ? [.. all.Where(kind => Requests.Any(word => Is(Draw.NameOf(kind), word)))] : IsQuick ? QuickKinds : all;
    }

    private static bool Is(string name, string word) => name.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static void Require(string word, string what, bool isKnown, IEnumerable<string> known)
    {
        if (!isKnown) throw new ArgumentException($"There is no {what} '{word}'. There are: {string.Join(", ", known)}.");
    }
}
