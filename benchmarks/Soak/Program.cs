using System.Globalization;
using Soak;

// Long runs on a small network: memory that stays, and requests that fail. A table; exit code 1 if memory is not flat or a request failed.
//
// dotnet run -c Release --project benchmarks/Soak -- [steps] [rows] [rounds] [seconds]
//
// steps    of training, in one fit; 10,000
// rows     scored; 1,000,000
// rounds   of training, forgetting and disposing; 200
// seconds  that four clients ask a pool whose classifier is swapped ten times; 180
//
// Memory is what is resident of the process, as the system counts it. It is flat if, after the first fifth of the work, which warms up,
// no sample is more than 10 % away from the median.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int NumberAt(int place, int otherwise) => place < args.Length ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
var work = new Work();
Console.WriteLine(MemorySamples.Heading);
var allFlat = true;
foreach (var (name, run) in new (string, Action<MemorySamples>)[]
{
    ("training steps", memory => work.Train(NumberAt(0, 10_000), memory)),
    ("scored rows", memory => work.Score(NumberAt(1, 1_000_000), memory)),
    ("rounds of forgetting", memory => work.Forget(NumberAt(2, 200), memory)),
})
{
    var memory = new MemorySamples(name);
    run(memory);
    Console.WriteLine(memory);
    allFlat &= memory.IsFlat;
}
var requests = await new Clients(work).Ask(TimeSpan.FromSeconds(NumberAt(3, 180)));
Console.WriteLine(requests);
return allFlat && requests.AllSucceeded ? 0 : 1;
