using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>Everything that is timed, in the order of the table.</summary>
internal static class AllWorks
{
    private const string Class = "class:cat";

    public static IReadOnlyList<Work> List { get; } =
    [
        new SameLosses(16) { From = Extent.Quick },
        .. from width in new[] { 8, 16, 64 }
           from batch in new[] { 64, 128 }
           select new TrainingSteps(width, batch, Steps: width == 64 ? 10 : 25)
           {
               From = (width, batch) == (16, 128) ? Extent.Quick : Extent.Usual,
               Bounds = width switch
               {
                   16 => new Dictionary<string, double> { [Work.Plain] = 0.80, [Work.Python] = 1 },
                   64 => new Dictionary<string, double> { [Work.Plain] = 0.95, [Work.Python] = 1 },
                   _ => new Dictionary<string, double> { [Work.Python] = 1 },
               },
           },
        .. from width in new[] { 16, 64 }
           from batch in new[] { 64, 128 }
           select new TrainingSteps(width, batch, Steps: width == 64 ? 10 : 25, Precision.BFloat16) { Bounds = OfPlain(0.55) },
        new GameSteps(16, 64, 12) { Bounds = OfBefore(0.4) },
        new GameSteps(16, 16, 20) { From = Extent.Quick, Bounds = OfBefore(0.4) },
        new AttackerPreparations(300, 64) { Bounds = OfBefore(0.15) },
        .. GameCosts.All,
        .. OfRequests(450, 16, 0.2, 0.5, 0.35, 0.6),
        .. OfRequests(1800, 16, 0.12, 0.3, 0.35, 0.6),
        new RbfAttack(10_000)
        {
            From = Extent.Quick,
            Bounds = new Dictionary<string, double> { [Work.Python] = 0.15 },
        },
        .. EachAttack.Of(10_000),
        new Evaluations(60_000) { Bounds = new Dictionary<string, double> { ["scoring alone"] = 1.5 } },
        new Scoring("ResNet18(16)", () => KnownNetworks.ResNet18(16)) { From = Extent.Quick, Bounds = OfBare(0.95) },
        new Scoring("ResNet18(8)", () => KnownNetworks.ResNet18(8)) { Bounds = OfBare(0.95) },
        new Scoring("SmallConvNet(4)", () => KnownNetworks.SmallConvNet(4)),
        new Scoring("SmallConvNet(16)", () => KnownNetworks.SmallConvNet(16)) { Bounds = OfBare(0.9) },
        new Scoring("SmallConvNet(64)", () => KnownNetworks.SmallConvNet(64)) { Bounds = OfBare(0.9) },
        new Curvatures("Fisher forgetting", () => new FisherForgetting(), OfClasses: true) { Bounds = OfPlain(0.25) },
        new Curvatures("influence unlearning", () => new InfluenceUnlearning()) { Bounds = OfPlain(0.25) },
        new Curvatures("selective synaptic dampening", () => new SelectiveSynapticDampening())
        {
            Bounds = OfPlain(0.25),
        },
        new Curvatures("the mask of saliency unlearning, and its descent", () => new SaliencyUnlearning()),
        new ReadingCifar(50_000) { From = Extent.Quick, Aim = "1.5 s, 190 MiB" }, // 1.3 times the bytes of the images
        new ReadingFolder(2_000),
        new PoolScoring(16),
        new SingleRows(50),
        new SingleRows(99),
        new SavingAndLoading(16),
        new Audits(8),
        .. Growth.Of(10_000, Extent.Usual),
        .. Growth.Of(50_000, Extent.Full),
    ];

    /// <summary>Each retrains a network, which takes minutes: the shortest alone is no work for hours.</summary>
    private static IEnumerable<Work> OfRequests(
        int rows, int width, double classByDefault, double randomByDefault, double classByGame, double randomByGame)
    {
        Requests One(string title, string request, Func<UnlearningMethod>? method, double bound) =>
            new(title, rows, width, request, method)
            {
                From = rows < 1_000 && method is null && request == Class ? Extent.Usual : Extent.Full,
                Bounds = new Dictionary<string, double> { [Requests.Retraining] = bound },
            };
        yield return One("by default", Class, null, classByDefault);
        yield return One("by default", "random:0.1", null, randomByDefault);
        yield return One("AdversarialMinMax", Class, () => new AdversarialMinMax(), classByGame);
        yield return One("AdversarialMinMax", "random:0.1", () => new AdversarialMinMax(), randomByGame);
    }

    private static Dictionary<string, double> OfBefore(double bound) => new() { [Work.Before] = bound };

    private static Dictionary<string, double> OfPlain(double bound) => new() { [Work.Plain] = bound };

    /// <summary>A view may take so much longer that it keeps this share of the network's rows a second.</summary>
    private static Dictionary<string, double> OfBare(double throughput) => new() { ["bare network"] = 1 / throughput };
}
