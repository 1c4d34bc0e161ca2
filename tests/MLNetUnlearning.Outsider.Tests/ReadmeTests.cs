using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>What a reader of the README does: a fresh program, the packages, the examples, a folder of photos and a table.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const int MostLines = 25;

    private readonly string folder = Directory.CreateTempSubdirectory("readme-").FullName;

    // A version of its own: what NuGet keeps of it is that of no other build.
    private readonly string version = $"0.1.0-test.{Guid.NewGuid():N}";

    /// <summary>The whole programs of the README, in order.</summary>
    private static string[] Examples =>
    [
        .. Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root, "README.md")), @"(?s)```csharp\r?\n(using Microsoft\.ML;.*?)```")
            .Select(match => match.Groups[1].Value),
    ];

    [Fact]
    public void The_example_of_tables_runs_on_the_package_and_forgets_exactly()
    {
        Pack();
        WriteProgram(Examples[1]);
        WriteCustomers();
        Dotnet("build", "-c", "Release", "-v", "q", "--nologo");
        var printed = Dotnet(Path.Combine("bin", "Release", "net10.0", "reader.dll"));
        Assert.Contains("10 shards", printed);
        Assert.Contains("2 ids forgotten", printed);
        Assert.InRange(double.Parse(Regex.Match(printed, @"AUC ([0-9.]+)").Groups[1].Value, CultureInfo.InvariantCulture), 0.9, 1);
        Assert.True(File.Exists(Path.Combine(folder, "customers.zip")));
    }

    [Fact]
    public void The_example_of_the_readme_runs_on_the_package_and_forgets()
    {
        var example = Examples[0];
        Assert.InRange(example.Split('\n').Length - 1, 1, MostLines);
        var package = Pack();
        LooksRight(package);
        WriteProgram(example);
        Photos.Paint(Path.Combine(folder, "photos"), photosPerClass: 20);

        Dotnet("build", "-c", "Release", "-v", "q", "--nologo");
        var printed = Dotnet(Path.Combine("bin", "Release", "net10.0", "reader.dll"));

        var (original, unlearned) = (FiguresOf("original", printed), FiguresOf("unlearned", printed));
        Assert.True(original is [< 20, < 20, > 80, > 60], $"original: {string.Join(' ', original)}");
        Assert.True(unlearned is [100, > 95, > 80, > 60], $"unlearned: {string.Join(' ', unlearned)}");
        Assert.True(unlearned[2] > original[2] - 5 && unlearned[3] > original[3] - 15, printed);
        Assert.All(["report.html", "unlearned.zip"], file => Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 1000));
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        var kept = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var ours = Path.Combine(kept, "mlnetunlearning", version);
        if (Directory.Exists(ours)) Directory.Delete(ours, recursive: true);
    }

    private string Pack()
    {
        var packages = Path.Combine(folder, "packages");
        Dotnet("pack", Path.Combine(Repository.Root, "src", "MLNetUnlearning"), "-c", "Release", "-o", packages, "--nologo", "-v", "q",
            $"-p:Version={version}", "--artifacts-path", Path.Combine(folder, "artifacts"));
        Assert.True(File.Exists(Path.Combine(packages, $"MLNetUnlearning.{version}.snupkg")), "The symbols are missing.");
        return Path.Combine(packages, $"MLNetUnlearning.{version}.nupkg");
    }

    /// <summary>What a gallery of packages shows: its page knows no file but those of the package.</summary>
    private static void LooksRight(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        string Text(string name)
        {
            using var reader = new StreamReader(archive.GetEntry(name)!.Open());
            return reader.ReadToEnd();
        }
        var description = Text("MLNetUnlearning.nuspec");
        Assert.All(
            ["<icon>icon.png</icon>", "<readme>README.md</readme>", "<projectUrl>https://", "<tags>", "<license type=\"expression\">MIT"],
            part => Assert.Contains(part, description));
        Assert.NotNull(archive.GetEntry("icon.png"));
        Assert.NotNull(archive.GetEntry("lib/net10.0/MLNetUnlearning.xml"));
        var links = Regex.Matches(Text("README.md"), @"\]\(([^)]*)\)").Select(link => link.Groups[1].Value).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith("https://", link));
    }

    private void WriteProgram(string example)
    {
        File.WriteAllText(Path.Combine(folder, "Program.cs"), example);
        File.WriteAllText(Path.Combine(folder, "reader.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <PackageReference Include="MLNetUnlearning" Version="{version}" />
                <PackageReference Include="TorchSharp-cpu" Version="0.107.0" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), """
            <configuration><packageSources><add key="packed here" value="packages" /></packageSources></configuration>
            """);
    }

    /// <summary>Customers of two years, who leave if they spend little, or pay monthly and are young.</summary>
    private void WriteCustomers()
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, 1200).Select(row =>
        {
            var (age, spent, monthly) = (random.Next(18, 80), random.Next(0, 100), random.Next(2));
            var leaves = spent < 30 || (monthly == 1 && age < 40);
            return string.Create(
                CultureInfo.InvariantCulture, $"c{row},{(row < 1000 ? 2025 : 2026)},{age},{spent},{monthly},{(leaves ? "true" : "false")}");
        });
        File.WriteAllLines(Path.Combine(folder, "customers.csv"), lines.Prepend("Id,Year,Age,Spent,Monthly,Left"));
    }

    /// <summary>UA, MIA-Efficacy, RA and TA of a row of the table.</summary>
    private static double[] FiguresOf(string model, string printed)
    {
        var row = printed.Split('\n').Single(line => line.TrimStart().StartsWith($"{model} ", StringComparison.Ordinal)
            && !line.Contains(','));
        return [.. row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(4).Select(cell =>
            double.Parse(cell, CultureInfo.InvariantCulture))];
    }

    private string Dotnet(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', words)} failed:\n{output}\n{errors.Result}");
        return output;
    }
}
