using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>How member-like a row looks to a trained attack. Above 0 is "member", 0 or less "non-member"; higher is more
/// member-like.</summary>
/// <param name="signals">What the attack sees of the row: its signals, in the order of <see cref="MembershipAttack.Signals"/>. If the
/// attack <see cref="MembershipAttack.SeesProbabilities">sees probabilities</see>, one for each class follows.</param>
public delegate double MembershipScore(IReadOnlyList<double> signals);

/// <summary>A membership inference attack: asked about a row, it says from the classifier's output alone whether the classifier was trained
/// on it.</summary>
/// <remarks>
/// <para>An attack is an immutable record that is both settings and algorithm. It has <see cref="Signals"/>, computed row by row, and a
/// decision, <see cref="Train">trained</see> on rows known to be members and rows known not to be. It sees probabilities and labels, never
/// a network.</para>
/// <para>To add an attack, derive from this record, give it a <see cref="Name"/> and <see cref="Signals"/>, implement <see cref="Train"/>,
/// and pass it to the evaluation.</para>
/// </remarks>
public abstract record MembershipAttack : ISettings
{
    /// <summary>Exactly what the attack is, such as "confidence, RBF SVM". Attacks of different kinds or settings give clearly different
    /// numbers on the same rows, so metrics are compared only between attacks of the same name.</summary>
    public abstract string Name { get; }

    /// <summary>The signals that the attack sees.</summary>
    public abstract IReadOnlyList<MembershipSignal> Signals { get; }

    /// <summary>Whether the attack also sees the vector of probabilities. They follow the signals in every row, one for each class, in the
    /// order of the classes.</summary>
    public virtual bool SeesProbabilities => false;

    /// <summary>Whether its efficacy is the one that published unlearning tables call "MIA-Efficacy".</summary>
    public virtual bool IsPublishedEfficacy => false;

    /// <summary>One sentence for every setting that is out of its range; empty if all are well. <see cref="SettingChecks"/> makes these
    /// sentences.</summary>
    public virtual IEnumerable<string> Violations() => [];

    /// <summary>Learns to tell members from non-members.</summary>
    /// <param name="context">Gives access to ML.NET's trainers. It has a fixed seed, so that the same rows give the same decision.</param>
    /// <param name="members">What the attack sees of rows that the classifier was trained on, in random order.</param>
    /// <param name="nonMembers">The same of as many rows that the classifier never saw, in random order.</param>
    /// <returns>The trained decision.</returns>
    public abstract MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;

    /// <summary>What the attack sees of one row.</summary>
    internal double[] Observe(ReadOnlySpan<float> probabilities, int label)
    {
        var signals = Signals;
        var observed = new double[signals.Count + (SeesProbabilities ? probabilities.Length : 0)];
        for (var index = 0; index < signals.Count; index++)
            observed[index] = signals[index].Of(probabilities, label);
        for (var index = signals.Count; index < observed.Length; index++)
            observed[index] = probabilities[index - signals.Count];
        return observed;
    }
}
