using System.Globalization;
using NarrowNetworks;

// Narrow networks on pictures of many sizes, each in a process of its own, whose memory the C library checks. libtorch 2.10 writes beyond
// its buffers for some of them, unless the library goes round it: a process that dies, hangs or has wrong gradients is a fault.
//
// dotnet run -c Release --project benchmarks/NarrowNetworks -- [results.tsv]     about a thousand processes, an hour on two cores
//
// Started again, it goes on where it stopped.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--one", .. var words]) return OneNetwork.Run(NetworkCase.Of(words));
var results = new Results(args is [var path] ? path : Path.Combine("artifacts", "narrow-networks.tsv"));
NetworkCase[] cases = [.. NetworkCase.All()];
foreach (var (index, one) in cases.Index())
{
    if (results.Has(one)) continue;
    var outcome = OneProcess.Run(one);
    results.Add(one, outcome);
    Console.WriteLine($"{index + 1,5} of {cases.Length}  {one,-50} {outcome}");
}
Console.Write(results.Table(cases));
return results.NumberOfFaults(cases) == 0 ? 0 : 1;
