using System.Diagnostics;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Opens the user's browser, where there is one.</summary>
internal static class UserBrowser
{
    public static void Open(string address)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
            else
            {
                var hasScreen = OperatingSystem.IsMacOS() || new[] { "DISPLAY", "WAYLAND_DISPLAY" }
                    .Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });
                if (!hasScreen) return; // a machine without a screen: the address is printed
                Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })?.Dispose();
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // there is no such program: the address is printed
        }
    }
}
