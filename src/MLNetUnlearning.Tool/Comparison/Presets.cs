using System.Reflection;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>The settings that have a name.</summary>
internal static class Presets
{
    private const double Dense = 0, Sparse = 95;
    private static readonly double[] Sparsities = [Dense, Sparse];
    private static readonly string[] Schemes = [Plan.ClassWise, Plan.Random];

    /// <summary>The methods that are run with three seeds in the small setting; the others with one.</summary>
    private static readonly HashSet<string> Main =
    [
        AdversarialMinMax.Cifar10Dense.Name, AdversarialMinMax.Cifar10Dense.WithoutSelfSupervision().Name, new FineTune().Name,
        new GradientAscent().Name, new SaliencyUnlearning().Name, new L1Sparse().Name,
    ];

    private static readonly IReadOnlyList<UnlearningMethod> Library =
        [.. new MLContext().Unlearning().Methods.Where(method => method is not Retrain and not AdversarialMinMax)];

    /// <summary>The rate falls after half and three quarters of the epochs, as it does in the published training.</summary>
    private static TrainingRecipe AtMilestones { get; } = TrainingRecipe.Published with { Milestones = null, Augmentation = null };

    public static IReadOnlyDictionary<string, Preset> All { get; } =
        new[] { Smoke(), Small(), Paper() }.ToDictionary(preset => preset.Name);

    /// <summary>Seconds: does everything run?</summary>
    private static Preset Smoke()
    {
        var game = new AdversarialMinMax();
        var data = new DataSource("synthetic", Folder: null, RowsPerClass: 20, TestRowsPerClass: 20);
        return new Preset(
            "smoke", KnownNetworks.SmallConvNet(4),
            AtMilestones with { NumberOfEpochs = 4, BatchSize = 16, LearningRate = 0.05 },
            new MagnitudePruning(), (_, _) => [game, .. Library])
        {
            Runs = preset => Plan.Of(preset, [data], [Dense], Schemes, [0])
                .Concat(Plan.Of(preset, [data], [Sparse], [Plan.ClassWise], [0], Main.Contains)),
        };
    }

    /// <summary>Real images, hours on two cores.</summary>
    private static Preset Small()
    {
        var cifar10 = new DataSource("cifar-10", "cifar-10-batches-bin", RowsPerClass: 500, TestRowsPerClass: 200);
        var cifar100 = new DataSource("cifar-100", "cifar-100-binary", RowsPerClass: 100, TestRowsPerClass: 20);
        return new Preset(
            "small", KnownNetworks.ResNet18(16), AtMilestones with { NumberOfEpochs = 20, BatchSize = 64 },
            new MagnitudePruning(), (_, _) => [new AdversarialMinMax(), .. Library])
        {
            Runs = preset => Plan.Of(preset, [cifar10], Sparsities, Schemes, [0, 1, 2], Main.Contains)
                .Concat(Plan.Of(preset, [cifar10], Sparsities, Schemes, [0]))
                .Concat(Plan.Of(preset, [cifar100], [Dense], Schemes, [0], Main.Contains)).Distinct(),
        };
    }

    /// <summary>The setting of the published tables: for a GPU.</summary>
    private static Preset Paper()
    {
        DataSource[] data = [new("cifar-10", "cifar-10-batches-bin", null, null), new("cifar-100", "cifar-100-binary", null, null)];
        return new Preset(
            "paper", KnownNetworks.ResNet18(64),
            TrainingRecipe.Published,
            new MagnitudePruning { RewindEpochs = 8 }, PublishedMethods)
        {
            Runs = preset => Plan.Of(preset, data, Sparsities, Schemes, [0, 1, 2]),
            IsPublishedSetting = true,
        };
    }

    private static IReadOnlyList<UnlearningMethod> PublishedMethods(DataSource data, double sparsity)
    {
        var game = (data.Name, sparsity) switch
        {
            ("cifar-10", Dense) => AdversarialMinMax.Cifar10Dense,
            ("cifar-10", _) => AdversarialMinMax.Cifar10Sparse,
            (_, Dense) => AdversarialMinMax.Cifar100Dense,
            _ => AdversarialMinMax.Cifar100Sparse,
        };
        return [game, game.WithoutSelfSupervision(), .. Library.Select(Published)];
    }

    /// <summary>A method with the settings that its class calls published; with its defaults where there are none.</summary>
    private static UnlearningMethod Published(UnlearningMethod method) =>
        method.GetType().GetProperty("Published", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as UnlearningMethod ?? method;
}
