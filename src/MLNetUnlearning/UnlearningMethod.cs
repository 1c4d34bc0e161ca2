namespace MLNetUnlearning;

/// <summary>A way to make a trained classifier behave as if some rows had never been trained on.</summary>
/// <remarks>
/// A method is one immutable object: settings as <c>init</c> properties and the algorithm in <see cref="Unlearn"/>. It is found by
/// reflection: to add one, derive, and nothing else changes. It works on plain tensors and knows nothing of data views.
/// </remarks>
public abstract class UnlearningMethod
{
    /// <summary>The name in tables and reports, such as <c>adversarial min-max</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether <see cref="Unlearn"/> cannot do without unseen rows (<c>validationSet</c>).</summary>
    public virtual bool NeedsUnseenRows => false;

    /// <summary>Changes <see cref="UnlearningRun.Network"/> in place so that it forgets.</summary>
    /// <param name="run">The network, the rows, the device, the source of random numbers and where to report to.</param>
    /// <exception cref="OperationCanceledException">The run's cancellation token was signalled.</exception>
    /// <exception cref="UnlearningException">The run could not be brought to an end, such as for a loss that is not finite.</exception>
    public abstract void Unlearn(UnlearningRun run);

    /// <summary>Every setting that is out of its range, each as a sentence that names it; none when all are well.</summary>
    public virtual IEnumerable<string> Violations() => [];

    /// <summary>The name and, in brackets, the settings that differ from the defaults.</summary>
    public override string ToString() => MethodSettings.OtherThanDefault(this) is { Length: > 0 } settings ? $"{Name} ({settings})" : Name;
}
