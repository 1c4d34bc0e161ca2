using System.Text;

namespace NarrowNetworks;

/// <summary>What was found, one line a case, in a file that is written as the cases end.</summary>
internal sealed class Results
{
    private readonly string path;
    private readonly Dictionary<string, string> outcomes = [];

    public Results(string path)
    {
        this.path = path;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (!File.Exists(path)) return;
        foreach (var line in File.ReadLines(path))
            if (line.Split('\t') is [var name, var outcome]) outcomes[name] = outcome;
    }

    public bool Has(NetworkCase one) => outcomes.ContainsKey(one.ToString());

    public void Add(NetworkCase one, string outcome)
    {
        outcomes[one.ToString()] = outcome;
        File.AppendAllText(path, $"{one}\t{outcome}\n");
    }

    public int NumberOfFaults(IEnumerable<NetworkCase> cases) => cases.Count(IsFault);

    /// <summary>How many cases there are and how many are faults, by network and instructions, and each fault by itself.</summary>
    public string Table(IReadOnlyList<NetworkCase> cases)
    {
        var table = new StringBuilder("\n| network | instructions | processes | faults |\n|---|---|---|---|\n");
        foreach (var kind in cases.GroupBy(one => (one.Network, one.Instructions)))
            table.Append($"| {kind.Key.Network} | {kind.Key.Instructions} | {kind.Count()} | {NumberOfFaults(kind)} |\n");
        foreach (var one in cases.Where(IsFault)) table.Append($"{one}: {outcomes[one.ToString()]}\n");
        return table.ToString();
    }

    private bool IsFault(NetworkCase one) => !outcomes[one.ToString()].StartsWith("ok", StringComparison.Ordinal);
}
