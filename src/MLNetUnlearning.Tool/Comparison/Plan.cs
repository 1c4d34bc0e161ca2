using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>One run: a process of its own, and a line of the table.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Sparsity">The share of convolution weights that the original is without, in percent.</param>
/// <param name="Scheme">What is forgotten: a class or random rows.</param>
/// <param name="Seed">The seed of the original, the request and the run.</param>
/// <param name="Method">The method's name in the tables.</param>
internal sealed record RunKey(DataSource Data, double Sparsity, string Scheme, int Seed, string Method)
{
    /// <summary>Runs that share a retrained model are kept on one machine: parts are made of these. An original may have several of them,
    /// one for each request.</summary>
    public (string, double, string, int) Unit => (Data.Name, Sparsity, Scheme, Seed);

    public override string ToString() =>
        FormattableString.Invariant($"{Data.Name} {Scheme} {(Sparsity == 0 ? "dense" : $"{Sparsity} % sparse")} seed {Seed}: {Method}");
}

/// <summary>The runs that a command line asks for.</summary>
internal static class Plan
{
    public const string ClassWise = "class", Random = "random";

    /// <summary>All combinations.</summary>
    public static IEnumerable<RunKey> Of(
        Preset preset, IEnumerable<DataSource> data, IEnumerable<double> sparsities, IEnumerable<string> schemes, IEnumerable<int> seeds,
        Func<string, bool>? methods = null) =>
        from source in data
        from seed in seeds
        from sparsity in sparsities
        from scheme in schemes
        from method in Names(preset, source, sparsity)
        where methods is null || MethodNames.AreYardsticks(method) || methods(method)
        select new RunKey(source, sparsity, scheme, seed, method);

    /// <summary>The runs of one part: every n-th unit. Each retrained model belongs to one part, an original to those of its
    /// requests.</summary>
    public static IEnumerable<RunKey> Of(Part part, IReadOnlyList<RunKey> runs)
    {
        var units = runs.Select(run => run.Unit).Distinct().ToList();
        return runs.Where(run => part.Has(units.IndexOf(run.Unit)));
    }

    private static IEnumerable<string> Names(Preset preset, DataSource data, double sparsity) =>
        [MethodNames.Original, .. preset.Methods(data, sparsity).Select(method => method.Name).Prepend(MethodNames.Retrain).Distinct()];
}
