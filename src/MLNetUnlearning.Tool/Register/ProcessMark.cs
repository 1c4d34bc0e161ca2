using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MLNetUnlearning.Tool.Register;

/// <summary>One process: its number, which another one may get later, and when it began, which tells the two apart.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">When it began. On Linux that is in ticks of a boot of the machine, since clocks are set now and then.</param>
internal sealed record ProcessMark(int Id, string Start)
{
    private const int TerminateSignal = 15, KillSignal = 9; // the same on every Unix
    private const int NoSuchProcess = 3; // ESRCH on Linux

    public static ProcessMark OfThis => field ??= new(Environment.ProcessId, StartOf(Environment.ProcessId)!);

    /// <summary>Whether the process still runs; null: it cannot be told now, as when too many files are open.</summary>
    public bool? IsAlive
    {
        get
        {
            try
            {
                return StartOf(Id) == Start;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Asks the process to end. It keeps its state first. Where there are no signals, it ends at once.</summary>
    /// <remarks>Not SIGINT, which the tool takes in the same way: processes of a shell's background are born deaf to it.</remarks>
    public void AskToEnd() => Signal(TerminateSignal);

    /// <summary>Ends the process at once.</summary>
    public void Kill() => Signal(KillSignal);

    private void Signal(int signal)
    {
        if (IsAlive != true) return;
        if (!OperatingSystem.IsWindows())
        {
            _ = Send(Id, signal);
            return;
        }
        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // it has just ended
        }
    }

    /// <summary>When a process began; null: there is none, or it has ended and nobody has asked how.</summary>
    private static string? StartOf(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return StartOnLinux(id);
            using var process = Process.GetProcessById(id);
            return process.HasExited
                ? null
                : process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoSuchProcess }
            or UnauthorizedAccessException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string? StartOnLinux(int id)
    {
        var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' '); // the name before may have blanks and brackets
        var (state, start) = (fields[0], fields[19]);
        return state is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{start}";
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
