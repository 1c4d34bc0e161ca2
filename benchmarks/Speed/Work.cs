using Microsoft.ML;

namespace Speed;

/// <summary>How much is measured.</summary>
internal enum Extent
{
    /// <summary>A few minutes.</summary>
    Quick,

    /// <summary>Some twenty minutes.</summary>
    Usual,

    /// <summary>Hours.</summary>
    Full,
}

/// <summary>Something that is timed, and who does it.</summary>
/// <param name="Name">Its name on the command line and in tables, such as "training step, width 16, batch 128".</param>
/// <param name="Unit">What the seconds are of, such as "step".</param>
/// <param name="Contestants">Who does it: the library first, then those it is compared with.</param>
internal abstract record Work(string Name, string Unit, IReadOnlyList<string> Contestants)
{
    /// <summary>The library.</summary>
    public const string Library = "library";

    /// <summary>The library as another checkout has it.</summary>
    public const string Before = "before";

    /// <summary>The same in a plain TorchSharp program, on the same libtorch.</summary>
    public const string Plain = "TorchSharp";

    /// <summary>The same in Python.</summary>
    public const string Python = "Python";

    /// <summary>The least extent at which it is measured.</summary>
    public Extent From { get; init; } = Extent.Usual;

    /// <summary>The most that the library may take of each contestant's time; empty: it is shown only.</summary>
    public IReadOnlyDictionary<string, double> Bounds { get; init; } = new Dictionary<string, double>();

    /// <summary>What is aimed at whatever the others take, such as "1.5 s"; shown where there is no bound.</summary>
    public string Aim { get; init; } = "-";

    /// <summary>The Python script and its arguments; null: Python does not take part.</summary>
    public virtual IReadOnlyList<string>? Script(string folder) => null;

    /// <summary>Makes the files that all contestants read, and trains what they start from: once, in the process that
    /// starts theirs.</summary>
    /// <param name="folder">A folder of the benchmark.</param>
    public virtual void Prepare(string folder)
    {
    }

    /// <summary>Does the work; each run is a process of its own, so that nobody meets memory that somebody else has warmed.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="contestant">Who does it; never Python.</param>
    /// <param name="folder">A folder of the benchmark.</param>
    public abstract Sample Run(MLContext ml, string contestant, string folder);
}
