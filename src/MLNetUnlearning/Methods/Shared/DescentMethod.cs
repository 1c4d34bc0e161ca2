using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>A method that trains the network by one kind of descent for whole classes and by another for rows of many classes.</summary>
public abstract record DescentMethod : UnlearningMethod
{
    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    public abstract OptimizerSettings RandomRows { get; init; }

    /// <summary>How the network is trained when all rows of one class, or of several, are forgotten.</summary>
    public abstract OptimizerSettings WholeClass { get; init; }

    /// <inheritdoc/>
    public sealed override UnlearningMethod ChosenFor(UnlearningSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.IsWholeClass
            ? this with { WholeClass = WholeClass.ChosenFor(size) }
            : this with { RandomRows = RandomRows.ChosenFor(size) };
    }
}
