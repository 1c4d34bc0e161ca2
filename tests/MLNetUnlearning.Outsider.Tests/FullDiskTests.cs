using System.Diagnostics;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>Saving where there is no room: the system lets the process write no file of more than a few kilobytes.</summary>
public sealed class FullDiskTests
{
    [Theory, InlineData("2", "no room\nno room\nno room\nworks"), InlineData("unlimited", "saved\nsaved\nsaved\nworks")]
    public void Without_room_the_old_files_stay_and_nothing_is_left_beside_them(string mostKilobytes, string expected)
    {
        if (OperatingSystem.IsWindows()) expected = "saved\nsaved\nsaved\nworks"; // which has no such limit
        var folder = Directory.CreateTempSubdirectory("unlearning-").FullName;
        try
        {
            string[] names = ["classifier.onnx", "classifier.zip", "weights.safetensors"];
            string[] files = [.. names.Select(name => Path.Combine(folder, name))];
            foreach (var file in files) File.WriteAllText(file, "old");
            var said = Run(mostKilobytes, files);
            Assert.Equal(expected, said);
            // The key of the classifier's rows is written first, and is short enough.
            var all = Directory.GetFileSystemEntries(folder).Where(file => !file.EndsWith(".zip.key", StringComparison.Ordinal));
            Assert.Equal(files, all.Order(StringComparer.Ordinal));
            Assert.All(files, file => Assert.Equal(expected.StartsWith("no", StringComparison.Ordinal), File.ReadAllText(file) == "old"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string mostKilobytes, string[] files)
    {
        string[] program = [typeof(Program).Assembly.Location, files[1], files[2], files[0]];
        // Beyond the limit the system sends a signal that ends the process; ignored, writing fails as it does on a full disk.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("dotnet", program)
            : new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {mostKilobytes}; exec dotnet \"$@\"", "bash", .. program]);
        start.RedirectStandardOutput = true;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its files are beyond the limit, too
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // the same
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said.ReplaceLineEndings("\n").Trim();
    }
}
