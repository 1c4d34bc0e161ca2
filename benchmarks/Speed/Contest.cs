using System.Diagnostics;
using System.Globalization;

namespace Speed;

/// <summary>Lets contestants take turns, each run in a process of its own, in an order that changes from round to round.</summary>
/// <param name="work">What they do.</param>
/// <param name="folder">Files that they share.</param>
/// <param name="threads">Threads of each.</param>
/// <param name="before">The program of another checkout; null: there is none.</param>
internal sealed class Contest(Work work, string folder, int threads, string? before)
{
    /// <summary>The exit code of a program that has no work of the name that it is given.</summary>
    public const int UnknownWork = 3;

    private const string PythonProgram = "/usr/bin/python3"; // Debian's: python3-torch and python3-sklearn belong to it

    /// <summary>Who takes part, the library first.</summary>
    public IReadOnlyList<string> Contestants { get; } =
    [
        .. work.Contestants.Where(one => one != Work.Python || HasPython.Value),
        .. before is null ? Array.Empty<string>() : [Work.Before],
    ];

    /// <summary>Whether Python has what its part needs.</summary>
    public static Lazy<bool> HasPython { get; } = new(() =>
    {
        if (!File.Exists(PythonProgram)) return false;
        using var process = Process.Start(new ProcessStartInfo(PythonProgram, ["-c", "import torch, sklearn"])
        {
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    /// <summary>The samples of each contestant, a list for each, round by round. Another checkout that does not have the work has
    /// none.</summary>
    /// <param name="rounds">How often each runs.</param>
    /// <param name="longest">No further round begins once they have taken so long.</param>
    public IReadOnlyDictionary<string, List<Sample>> Run(int rounds, TimeSpan longest)
    {
        work.Prepare(folder);
        var samples = Contestants.ToDictionary(one => one, _ => new List<Sample>());
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < rounds && (round == 0 || clock.Elapsed < longest); round++)
            foreach (var contestant in round % 2 == 0 ? Contestants : Contestants.Reverse())
                if (RunOne(contestant) is { } sample) samples[contestant].Add(sample);
        return samples;
    }

    /// <summary>Null: the other checkout does not have the work.</summary>
    private Sample? RunOne(string contestant)
    {
        ProcessStartInfo start;
        if (contestant == Work.Python)
        {
            var script = work.Script(folder)!;
            start = new(PythonProgram, [Path.Combine(AppContext.BaseDirectory, "Peers", script[0]), .. script.Skip(1)]);
            // What TuneProcess sets for the others.
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = start.Environment["MALLOC_MMAP_THRESHOLD_"] = $"{1 << 30}";
            start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            start = new("dotnet",
            [
                contestant == Work.Before ? before! : typeof(Contest).Assembly.Location, "run", work.Name,
                contestant == Work.Before ? Work.Library : contestant, folder, threads.ToString(CultureInfo.InvariantCulture),
            ]);
        }
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return Sample.Read(output);
        if (contestant == Work.Before && IsUnknown(process.ExitCode, error.Result)) return null;
        throw new InvalidOperationException($"{work.Name}, {contestant}: exit code {process.ExitCode}\n{error.Result}");
    }

    /// <summary>Older checkouts have no exit code for it: the search for the work throws.</summary>
    private static bool IsUnknown(int exitCode, string error) =>
        exitCode == UnknownWork || error.Contains("Sequence contains no matching element", StringComparison.Ordinal);
}
