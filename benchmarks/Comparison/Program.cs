using Comparison;

// Every method against retraining: data x scheme x dense or sparse x methods x seeds.
//
// dotnet run -c Release --project benchmarks/Comparison -- --preset smoke|small|paper --output FOLDER
//
// Each run is a process of its own. What is finished stays in FOLDER/runs, shared models in FOLDER/models, both under everything that
// determines them, so that an interrupted comparison goes on where it stopped. At the end: comparison.html, comparison.jsonl,
// comparison.md, comparison.csv, attacks.csv, and the tables on the console.
// Spread over machines: --shard 1/4 .. --shard 4/4, then --merge FOLDER1 FOLDER2 .. --output FOLDER with the same preset.

return await CommandLine.Command((arguments, cancellation) =>
{
    try
    {
        return arguments.RunOnly is { } run ? arguments.RunOne(run) : arguments.RunAll(Console.Out, Console.Error, cancellation);
    }
    catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException
        or FormatException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {error.Message}");
        return 1;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("cancelled: the same command goes on from here");
        return 130;
    }
}).Parse(args).InvokeAsync();
