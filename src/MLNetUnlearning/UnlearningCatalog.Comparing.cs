using Microsoft.ML;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Every method of the library with its defaults, by name of the class: what tools offer. A method of your own is not among them.</summary>
    public IReadOnlyList<UnlearningMethod> Methods =>
        [.. typeof(UnlearningMethod).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (UnlearningMethod)Activator.CreateInstance(type)!)];

    /// <summary>Which method, on this classifier and this request, comes closest to retraining, and at what cost?</summary>
    /// <remarks>
    /// <para>Every method makes a classifier of the given one, once for each seed, and so does <see cref="Retrain"/>, which is the yardstick whether it is among the methods or not.
    /// All are evaluated on the same rows by the same attacks. The given classifier stands in the tables as "original".</para>
    /// <para>It takes as long as retraining and all methods together, times the number of seeds. To compare over several originals, or in several processes, run it for
    /// each and put the runs together: <c>new UnlearningComparison(first.Runs.Concat(second.Runs))</c>.</para>
    /// </remarks>
    /// <param name="classifier">The classifier that is to forget; it stays as it is.</param>
    /// <param name="marked">Its training rows, with the label, the features and the mark.</param>
    /// <param name="unseen">Rows that it was never trained on, for methods that need them; null: such methods are left out unless they are named.</param>
    /// <param name="test">Test rows.</param>
    /// <param name="methods">The methods; null: every method of the library with its defaults.</param>
    /// <param name="seeds">The seeds of the runs; null: 0.</param>
    /// <param name="attacks">The attacks; the first is behind MIA-Efficacy. Null: the one of published tables, <see cref="KernelSvmAttack"/>.</param>
    /// <param name="data">What the tables call the data.</param>
    /// <param name="request">What the tables call the request, such as "class:cat".</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="progress">Receives every report of the runs.</param>
    /// <param name="cancellationToken">Ends the comparison early.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no method or no seed, two methods would have the same name, settings are out of range, or a method needs unseen rows and has none.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, or unseen rows are training rows.</exception>
    /// <exception cref="UnlearningException">A method did not come to an end, such as for a loss that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public UnlearningComparison Compare(
        NeuralClassifier classifier, IDataView marked, IDataView? unseen, IDataView test,
        IReadOnlyList<UnlearningMethod>? methods = null, IReadOnlyList<int>? seeds = null, IReadOnlyList<MembershipAttack>? attacks = null,
        string data = "data", string request = "marked rows", string forgetColumnName = "Forget",
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
        var comparer = new MethodComparer(context, classifier, marked, unseen, test, attacks, data, request, forgetColumnName, progress, cancellationToken);
        return comparer.Run(methods ?? [.. Methods.Where(method => unseen is not null || !method.NeedsUnseenRows)], seeds ?? [0]);
    }
}
