using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>What every run is asked by: each signal by each attack on one signal, and the attacks on several.</summary>
internal static class Attacks
{
    private static readonly MembershipSignal[] Signals =
        [MembershipSignal.Confidence, MembershipSignal.Correctness, MembershipSignal.Entropy, MembershipSignal.ModifiedEntropy];

    /// <summary>The first is the one behind MIA-Efficacy.</summary>
    public static IReadOnlyList<MembershipAttack> All { get; } =
    [
        .. Signals.Select(signal => new KernelSvmAttack { Signal = signal }),
        .. Signals.Select(signal => new SvmAttack { Signal = signal }),
        new SvmAttack { Signal = null },
        .. Signals.Select(signal => new ThresholdAttack { Signal = signal }),
        new TreeAttack(),
    ];
}
