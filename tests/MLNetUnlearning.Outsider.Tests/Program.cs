using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program for tests to start: <see cref="MissingLibraryTests"/> without what TorchSharp needs, <see cref="AmbienceTests"/> in
/// another state, <see cref="KilledRunsTests"/> with a folder to work in.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["ambience"])
        {
            foreach (var line in Ambience.Run()) Console.WriteLine(line);
            return 0;
        }
        try
        {
            if (arguments is [var folder])
            {
                LongRun.Run(folder, Console.Out);
                return 0;
            }
            new MLContext().Unlearning().TuneProcess();
            Console.WriteLine("works");
            return 0;
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine(error.Message);
            return 1;
        }
    }
}
