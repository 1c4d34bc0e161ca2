using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Every method of the library with its default settings, ordered by class name, for tools that offer a choice. It does not
    /// list methods of your own, nor <see cref="Recommended"/>, which chooses among these.</summary>
    public IReadOnlyList<UnlearningMethod> Methods =>
        [.. typeof(UnlearningMethod).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract && type != typeof(Recommended))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (UnlearningMethod)Activator.CreateInstance(type)!)];

    /// <summary>Shows which method comes closest to retraining on this classifier and this request, and at what cost.</summary>
    /// <remarks>
    /// <para>Every method makes a new classifier from the given one, once for each seed.
    /// <see cref="Retrain"/> always runs too, because it is the yardstick. All models are evaluated on
    /// the same rows by the same attacks. The tables list the given classifier as "original".</para>
    /// <para>The run time is that of retraining and all methods, times the number of seeds. To compare over several originals or in several
    /// processes, run it for each and join the runs: <c>new UnlearningComparison(first.Runs.Concat(second.Runs))</c>.</para>
    /// </remarks>
    /// <param name="classifier">The classifier that is to forget; it is not changed.</param>
    /// <param name="marked">The classifier's training rows, with label, features and mark.</param>
    /// <param name="unseen">Rows that the classifier was never trained on. Null, or fewer than two of classes that stay: methods that
    /// need them are left out, and the log says so, unless <paramref name="methods"/> names them.</param>
    /// <param name="test">The test rows.</param>
    /// <param name="methods">The methods to compare. Null: every method of the library with its defaults; one that fails is left out,
    /// and a warning in the log says why.</param>
    /// <param name="seeds">The seeds of the runs; null: only seed 0.</param>
    /// <param name="attacks">The attacks; the first one gives MIA-Efficacy. Null: <see cref="KernelSvmAttack"/>, the attack of the
    /// published tables.</param>
    /// <param name="data">The name of the data in the tables.</param>
    /// <param name="request">The name of the request in the tables, such as "class:cat".</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="progress">Receives every progress report of the runs.</param>
    /// <param name="cancellationToken">Ends the comparison early.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="ArgumentException">There is no method or no seed, two methods have the same name, a setting is out of range, or a
    /// method needs unseen rows and has none.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, or unseen or test rows are training rows.</exception>
    /// <exception cref="UnlearningException">A method of <paramref name="methods"/> failed, or <see cref="Retrain"/> did, for example
    /// because a loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public UnlearningComparison Compare(
        NeuralClassifier classifier, IDataView marked, IDataView? unseen, IDataView test,
        IReadOnlyList<UnlearningMethod>? methods = null, IReadOnlyList<int>? seeds = null, IReadOnlyList<MembershipAttack>? attacks = null,
        string data = "data", string request = "marked rows", string forgetColumnName = "Forget",
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
        using var use = classifier.Use();
        var comparer = new MethodComparer(
            context, classifier, marked, unseen, test, attacks, data, request, forgetColumnName, progress, cancellationToken);
        return comparer.Run(methods, seeds ?? [0]);
    }
}
