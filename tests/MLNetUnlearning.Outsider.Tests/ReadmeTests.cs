namespace MLNetUnlearning.Outsider.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_runs_and_prints_a_table()
    {
        var console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            ReadmeExample.Run();
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.All(["original", "unlearned", "retrained"], model => Assert.Contains(model, printed.ToString()));
    }
}
