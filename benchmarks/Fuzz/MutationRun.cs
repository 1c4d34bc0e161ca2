using MLNetUnlearning.Tests;

namespace Fuzz;

/// <summary>Spoilt files through one reader: how many it refuses, and what the worst of them costs.</summary>
/// <param name="reader">The reader.</param>
/// <param name="faults">The folder for files that show a fault.</param>
internal sealed class MutationRun(Reader reader, string faults)
{
    /// <summary>The most memory that a file may make a reader take.</summary>
    public const long MostBytes = 200_000_000;

    private const int MostChanges = 3;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    public static string Heading { get; } =
        $"{"reader",-16}{"files",8}{"refused",9}{"taken",8}{"managed MB",12}{"resident MB",13}{"slowest ms",12}{"faults",8}";

    private int refused, taken;
    private long managed, resident;
    private TimeSpan slowest;

    /// <summary>The first line of each fault.</summary>
    public List<string> Faults { get; } = [];

    public void Run(int count, int seed)
    {
        // The first seed is a good file. Reading it also loads what is loaded once and is no file's cost.
        if (!reader.Takes(reader.Seeds[0])) throw new InvalidOperationException($"Reader '{reader.Name}' refuses a good file.");
        var random = new Random(seed);
        for (var i = 0; i < count; i++) Try(Spoilt(random), i);
    }

    public override string ToString() =>
        $"{reader.Name,-16}{refused + taken + Faults.Count,8}{refused,9}{taken,8}{managed / 1e6,12:F1}{resident / 1e6,13:F1}"
        + $"{slowest.TotalMilliseconds,12:F0}{Faults.Count,8}";

    private byte[] Spoilt(Random random)
    {
        var file = reader.Seeds[random.Next(reader.Seeds.Count)];
        for (var changes = random.Next(1, MostChanges + 1); changes > 0 && file.Length > 8; changes--) file = Mutant.Of(file, random);
        return file;
    }

    private void Try(byte[] file, int number)
    {
        ProcessMemory.ResetPeak();
        var (before, allocated) = (ProcessMemory.Now, GC.GetAllocatedBytesForCurrentThread());
        var start = Environment.CpuUsage.TotalTime; // of the processor: programs beside this one do not count
        try
        {
            var isTaken = reader.Takes(file);
            var took = Environment.CpuUsage.TotalTime - start;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            var grown = ProcessMemory.Peak - before;
            (managed, resident) = (Math.Max(managed, allocated), Math.Max(resident, grown));
            if (took > slowest) slowest = took;
            if (Math.Max(allocated, grown) > MostBytes) Keep(file, number, $"takes {Math.Max(allocated, grown) / 1e6:F0} MB");
            else if (took > MostTime) Keep(file, number, $"takes {took.TotalSeconds:F1} s");
            else if (isTaken) taken++;
            else refused++;
        }
        catch (Exception error)
        {
            Keep(file, number, $"{error.GetType().Name}: {error.Message}{Environment.NewLine}{error.StackTrace}");
        }
    }

    private void Keep(byte[] file, int number, string what)
    {
        var path = Path.Combine(Directory.CreateDirectory(faults).FullName, $"{reader.Name}-{number}");
        File.WriteAllBytes(path, file);
        Faults.Add($"{path}: {what}");
    }
}
