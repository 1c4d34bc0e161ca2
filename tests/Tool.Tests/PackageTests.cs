using System.Diagnostics;
using System.IO.Compression;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>The tool's packages: made, installed from a local folder, and used. This takes one to three minutes, most of it for packing
/// libtorch.</summary>
[Collection(ToolTests.Name)]
public sealed class PackageTests : IDisposable
{
    private const long MostBytes = 240L << 20; // all systems' libtorch would be more than twice as much

    private readonly string folder = Directory.CreateTempSubdirectory("tool-package-").FullName;

    [Fact]
    public async Task The_tool_is_packed_with_one_systems_libtorch_installed_from_a_folder_and_works()
    {
        var packages = Path.Combine(folder, "packages");
        // Built apart from what other tests use.
        Dotnet("pack", Path.Combine(Repository.Root, "src", "MLNetUnlearning.Tool"), "-c", "Release", "-o", packages, "-m:1", "--nologo",
            "--artifacts-path", Path.Combine(folder, "artifacts"));
        var own = Assert.Single(Directory.GetFiles(packages, "mlnet-unlearn.*-*.nupkg")); // the other one leads to it
        Assert.InRange(new FileInfo(own).Length, 10 << 20, MostBytes);
        using (var archive = ZipFile.OpenRead(own))
        {
            string[] names = [.. archive.Entries.Select(entry => entry.Name)];
            Assert.Single(names, name => name is "libtorch_cpu.so" or "torch_cpu.dll" or "libtorch_cpu.dylib");
            string[] needed = ["MLNetUnlearning.xml", "bridge.cpp", "build-bridge.sh", "ResNet18.onnx"];
            Assert.Single(names, name => name is "libe_sqlite3.so" or "e_sqlite3.dll" or "libe_sqlite3.dylib");
            Assert.All(needed, name => Assert.Contains(name, names));
        }
        Dotnet("tool", "install", "mlnet-unlearn", "--tool-path", Path.Combine(folder, "tool"), "--source", packages);
        var doctor = Installed("doctor", "--json");
        Assert.True((bool)doctor.Json["isWell"]!, doctor.Output);
        Installed([
            "train", "synthetic", "--rows-per-class", "4", "--test-rows-per-class", "2", .. Workplace.Small, "--output", "a.zip",
        ]).ThrowIfFailed();
        string[] add = ["requests", "add", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--json"];
        Assert.Equal(1, (int)Installed(add).Json["request"]!);
        Assert.Equal("train", (string)Installed("inspect", "a.zip", "--json").Json["history"]![0]!["name"]!);
        using var page = Started("serve", "--no-browser");
        using var browser = new HttpClient();
        Assert.Contains("Open the page", await browser.GetStringAsync(page.StandardOutput.ReadLine()));
        page.Kill();
        page.WaitForExit();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Dotnet(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ToolProcess.Wait(Process.Start(start)!).ThrowIfFailed();
    }

    private Ended Installed(params string[] words) => ToolProcess.Wait(Started(words));

    private Process Started(params string[] words) => ToolProcess.Start(folder, words, start =>
    {
        start.FileName = Path.Combine(folder, "tool", OperatingSystem.IsWindows() ? "mlnet-unlearn.exe" : "mlnet-unlearn");
        start.ArgumentList.RemoveAt(0);
        start.Environment.Remove("LD_LIBRARY_PATH"); // an old system's bridge is the tool's affair
    });
}
