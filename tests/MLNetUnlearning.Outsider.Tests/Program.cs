using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program that needs TorchSharp, for <see cref="MissingLibraryTests"/> to start without what TorchSharp needs, and for
/// <see cref="AmbienceTests"/>.</summary>
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
