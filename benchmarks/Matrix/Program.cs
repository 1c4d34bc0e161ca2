using Matrix;

// Every method as it comes, at many sizes and networks, against retraining; TrainClassifier() against hand-tuned settings; the parts of
// the game. README.md says how to run it and how to read its tables.

return await CommandLine.Command(async (arguments, cancellation) =>
{
    try
    {
        return arguments.Unit is { } unit ? arguments.RunOne(unit) : await arguments.RunAll(Console.Out, Console.Error, cancellation);
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
