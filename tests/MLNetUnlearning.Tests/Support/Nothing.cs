namespace MLNetUnlearning.Tests;

/// <summary>Leaves the network as it is.</summary>
internal sealed record Nothing : UnlearningMethod
{
    public override string Name => "nothing";

    public double Strength { get; init; } = 1;

    public override void Unlearn(UnlearningRun run)
    {
    }

    public override IEnumerable<string> Violations() => new SettingChecks().ZeroOrMore(Strength);
}
