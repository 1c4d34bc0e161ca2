using System.Globalization;
using Fuzz;
using SharpFuzz;

// Spoilt files, and what the readers of the library make of them.
//
// dotnet run -c Release --project benchmarks/Fuzz -- mutate [files] [seed]   spoilt files over all readers; a table; exit code 1 if one
//                                                                           is read by another end than a documented exception, takes
//                                                                           more than 200 MB or more than 2 s
//                                                 -- seeds FOLDER           writes the files that fuzzing begins with, a folder a reader
//                                                 -- replay READER FILE..   reads files, and says how it ended
//                                                 -- afl READER             reads what AFL++ makes: started by benchmarks/Fuzz/fuzz.sh

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["afl", var under])
{
    Reader? reader = null;
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var file = new MemoryStream();
        stream.CopyTo(file);
        reader ??= new Readers().All.Single(each => each.Name == under); // not before: the changed library runs in here alone
        var before = GC.GetAllocatedBytesForCurrentThread();
        reader.Takes(file.ToArray());
        if (GC.GetAllocatedBytesForCurrentThread() - before > MutationRun.MostBytes) throw new InsufficientMemoryException();
    });
    return 0;
}
using var readers = new Readers();
switch (args)
{
    case ["mutate", .. var numbers]:
        return Mutate(NumberAt(numbers, 0, 100_000), NumberAt(numbers, 1, 1));
    case ["seeds", var folder]:
        foreach (var reader in readers.All)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, reader.Name)).FullName;
            foreach (var (index, seed) in reader.Seeds.Index()) File.WriteAllBytes(Path.Combine(own, $"seed-{index}"), seed);
        }
        return 0;
    case ["replay", var name, .. var files]:
        foreach (var file in files) Console.WriteLine($"{file}: {(Named(name).Takes(File.ReadAllBytes(file)) ? "taken" : "refused")}");
        return 0;
    default:
        Console.Error.WriteLine("usage: mutate [files] [seed] | seeds FOLDER | replay READER FILE.. | afl READER");
        Console.Error.WriteLine($"readers: {string.Join(", ", readers.All.Select(reader => reader.Name))}");
        return 2;
}

int Mutate(int files, int seed)
{
    Console.WriteLine(MutationRun.Heading);
    var runs = readers.All.Select(reader => new MutationRun(reader, Path.Combine("artifacts", "fuzz", "faults"))).ToList();
    foreach (var (index, run) in runs.Index())
    {
        run.Run(files * (index + 1) / runs.Count - files * index / runs.Count, seed + index);
        Console.WriteLine(run);
    }
    foreach (var fault in runs.SelectMany(run => run.Faults)) Console.WriteLine(fault);
    return runs.All(run => run.Faults.Count == 0) ? 0 : 1;
}

Reader Named(string name) => readers.All.Single(reader => reader.Name == name);

static int NumberAt(string[] numbers, int place, int otherwise) =>
    place < numbers.Length ? int.Parse(numbers[place], CultureInfo.InvariantCulture) : otherwise;
