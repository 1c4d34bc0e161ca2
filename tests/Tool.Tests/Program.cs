using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>A program for tests to start and to kill: <c>write DATABASE COUNT</c> adds requests and says the number of each once it is
/// kept; <c>host DATABASE</c> looks after the runs.</summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        using var database = Database.Open(arguments[1]);
        if (arguments[0] == "write")
        {
            var register = new RequestRegister(database);
            for (var left = int.Parse(arguments[2]); left > 0; left--)
            {
                var what = new WhatToForget([$"class:{Environment.ProcessId}"], [$"row {left}"]);
                var added = register.Add("a.zip", "synthetic", what, requester: new Requester("Ada", null, $"{left}"));
                Console.WriteLine($"{added.Id} {left}");
            }
            return;
        }
        using var queue = new RunQueue(database);
        queue.Changed += run => Console.WriteLine($"{run.Id} {run.State}");
        await queue.Work(CancellationToken.None);
    }

    /// <summary>Starts it.</summary>
    public static System.Diagnostics.Process Start(params string[] arguments) => System.Diagnostics.Process.Start(
        new System.Diagnostics.ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
