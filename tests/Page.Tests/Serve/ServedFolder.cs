using System.Diagnostics;
using System.Globalization;
using SkiaSharp;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>A folder with small drawn pictures of three classes and a classifier of them, and the tool that serves it.</summary>
public sealed class ServedFolder : IDisposable
{
    public static readonly string[] Classes = ["cat", "dog", "fox"];

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "mlnet-unlearn.dll");

    private readonly List<Process> processes = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("page-tests-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Draws the pictures, <c>photos/cat/00.png</c> and so on.</summary>
    public void Draw(int perClass, string folder = "photos")
    {
        foreach (var (index, name) in Classes.Index())
            for (var at = 0; at < perClass; at++) DrawOne(Path.Combine(folder, name, $"{at:D2}.png"), index, 100 * index + at);
    }

    /// <summary>Draws one picture: a disc on a ground of the class's colour.</summary>
    public string DrawOne(string name, int index, int seed, int side = 16)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var random = new Random(seed);
        using var bitmap = new SKBitmap(side, side);
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = new SKColor(Some(), Some(), Some()) })
        {
            canvas.Clear(new SKColor(Ground(0), Ground(1), Ground(2)));
            canvas.DrawCircle(side / 4 + random.Next(side / 2), side / 4 + random.Next(side / 2), side / 5f, paint);
        }
        using var stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        return path;

        byte Some() => (byte)random.Next(120, 256);
        byte Ground(int channel) => (byte)(random.Next(70) + (channel == index ? 120 : 0));
    }

    /// <summary>Trains a classifier. Retraining takes about as long.</summary>
    public void Train(string model = "model.zip", int epochs = 8) => Run(
        "train", "photos", "--features", "none", "--image-size", "16", "--network", "SmallConvNet", "--width", "4", "--epochs",
        epochs.ToString(CultureInfo.InvariantCulture), "--batch", "16", "--threads", "1", "--output", model);

    /// <summary>Runs a command of the tool to its end.</summary>
    public string Run(params string[] words)
    {
        using var process = Start(words);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result : throw new InvalidOperationException($"{process.ExitCode}\n{output.Result}\n{error.Result}");
    }

    /// <summary>Serves the folder.</summary>
    /// <returns>The process, and the address with its token.</returns>
    public (Process Server, string Address) Serve(params string[] more)
    {
        var process = Start(["serve", "--no-browser", .. more]);
        processes.Add(process);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var address = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The tool did not say its address.");
        return (process, address);
    }

    /// <summary>Ends a server as a machine that loses its power does.</summary>
    public static void Kill(Process server)
    {
        server.Kill();
        server.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }
        Repository.DeleteFolder(Folder);
    }

    private Process Start(IEnumerable<string> words) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. words])
    {
        WorkingDirectory = Folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
