using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MLNetUnlearning.Tool.Register;

/// <summary>A run of the queue as a process of its own, which goes on when the process that started it ends.</summary>
internal static class ChildRun
{
    /// <summary>Starts the process of a run. It takes the run by itself, or ends if another run has the cores.</summary>
    public static Process Start(string database, RegisteredRun run)
    {
        var (program, first) = ToolProgram.Start;
        // The command itself is in the database: its words may name people, and everybody sees those of a process.
        var id = run.Id.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program, [.. first, Commands.RunCommand.Word, id, "--database", database])
        {
            WorkingDirectory = run.Place,
            RedirectStandardInput = true, // nobody answers there
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Leaves the session of whoever started this process, so that the end of a terminal does not end it, and adds its messages
    /// to a file.</summary>
    public static void Leave(string messages)
    {
        if (!OperatingSystem.IsWindows()) _ = NewSession();
        Console.SetError(Redirected(2, messages, FileMode.OpenOrCreate, Console.OpenStandardError));
    }

    /// <summary>Prints to a file, which is emptied: that is for the process which has the run.</summary>
    public static void PrintTo(string output) => Console.SetOut(Redirected(1, output, FileMode.Create, Console.OpenStandardOutput));

    /// <summary>Has all that is written to a stream of the process, also by native code, go to a file.</summary>
    private static StreamWriter Redirected(int stream, string path, FileMode mode, Func<Stream> open)
    {
        var file = new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        if (OperatingSystem.IsWindows() || Duplicate((int)file.SafeFileHandle.DangerousGetHandle(), stream) < 0)
            return new StreamWriter(file) { AutoFlush = true };
        file.Dispose();
        return new StreamWriter(open()) { AutoFlush = true };
    }

    [DllImport("libc", EntryPoint = "setsid")]
    private static extern int NewSession();

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int file, int stream);
}
