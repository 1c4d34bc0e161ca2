using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program for tests to start: <see cref="MissingLibraryTests"/> without what TorchSharp needs, <see cref="KilledRunsTests"/>
/// with a folder to work in.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
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
