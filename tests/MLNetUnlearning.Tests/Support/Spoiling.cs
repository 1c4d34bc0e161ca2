namespace MLNetUnlearning.Tests;

/// <summary>Writes NaN into the network, as a diverging method would.</summary>
internal sealed record Spoiling : UnlearningMethod
{
    public override string Name => "spoiling";

    public override void Unlearn(UnlearningRun run)
    {
        using var noGradient = no_grad();
        run.Network.parameters().First().fill_(double.NaN);
    }
}
