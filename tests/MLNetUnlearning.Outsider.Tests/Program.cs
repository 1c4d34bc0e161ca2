using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program that needs TorchSharp, for <see cref="MissingLibraryTests"/> to start without what TorchSharp needs.</summary>
internal static class Program
{
    private static int Main()
    {
        try
        {
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
