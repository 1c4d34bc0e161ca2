using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SkiaSharp;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Small pictures, made once. Files are decoded by a process of their own: a picture that is made to do harm ends that process,
/// and the page goes on.</summary>
/// <param name="grounds">The folders; thumbnails are kept below the first one.</param>
internal sealed class Thumbnails(Grounds grounds) : IDisposable
{
    /// <summary>The side of a small picture at its longest, in pixels.</summary>
    public const int Side = 144;

    private const int MostInMemory = 4_000;
    private const long BetweenSweeps = 5 * 60_000, BetweenTries = 60_000; // milliseconds

    private readonly string folder = Path.Combine(grounds.Results, "thumbnails");
    private readonly ConcurrentDictionary<string, byte[]> inMemory = new();
    private readonly ConcurrentDictionary<string, long> unreadable = new(); // until when
    private readonly ThumbnailProcess[] processes = [new(Begin), new(Begin)];
    private int turn;
    private long swept = -BetweenSweeps;

    /// <summary>The small picture of a file.</summary>
    /// <returns>Null: the file is outside of the folders, or no picture.</returns>
    public async Task<byte[]?> Of(string path, CancellationToken cancellation)
    {
        if (grounds.Find(path) is not { } file || new FileInfo(file) is not { Exists: true } info) return null;
        var name = NameOf(info);
        if (unreadable.TryGetValue(name, out var until) && Environment.TickCount64 < until) return null;
        if (Kept(name) is { } kept) return kept;
        var made = await Process().Make(file, cancellation);
        if (made is { Length: > 0 })
        {
            Keep(name, made);
            return made;
        }
        // Without an answer it is tried again, but not at once: a picture that is made to do harm would keep the process busy.
        unreadable[name] = made is null ? Environment.TickCount64 + BetweenTries : long.MaxValue;
        return null;
    }

    /// <summary>The small picture of bytes that were sent.</summary>
    /// <returns>Null: they are no picture.</returns>
    public async Task<byte[]?> OfUpload(string file, CancellationToken cancellation) =>
        await Process().Make(file, cancellation) is { Length: > 0 } made ? made : null;

    /// <summary>Starts the processes, which takes a second, before the first picture is asked for.</summary>
    public void Warm()
    {
        foreach (var process in processes) process.Warm();
    }

    /// <summary>Whether it is time to look for small pictures whose files are gone. It is at first, and then every few minutes.</summary>
    public bool MayBeSwept()
    {
        var (now, before) = (Environment.TickCount64, Volatile.Read(ref swept));
        return now - before > BetweenSweeps && Interlocked.CompareExchange(ref swept, now, before) == before;
    }

    /// <summary>Deletes the small pictures whose files are gone or have changed: a picture that was deleted leaves no copy here.</summary>
    /// <param name="files">The files that are there.</param>
    public void Sweep(IEnumerable<string> files)
    {
        if (!Directory.Exists(folder)) return;
        var known = files.Select(file => new FileInfo(file)).Where(info => info.Exists).Select(NameOf).ToHashSet();
        foreach (var old in Directory.EnumerateFiles(folder).Where(file => !known.Contains(Path.GetFileName(file)))) File.Delete(old);
        foreach (var old in inMemory.Keys.Where(name => !known.Contains(name))) inMemory.TryRemove(old, out _);
    }

    /// <summary>A picture of planes as PNG.</summary>
    /// <param name="pixels">The red, the green and the blue plane of a square.</param>
    public static byte[] OfPixels(byte[] pixels)
    {
        var plane = pixels.Length / 3;
        var side = (int)Math.Sqrt(plane);
        using var bitmap = new SKBitmap(side, side);
        for (var at = 0; at < plane; at++)
            bitmap.SetPixel(at % side, at / side, new SKColor(pixels[at], pixels[plane + at], pixels[2 * plane + at]));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        foreach (var process in processes) process.Dispose();
    }

    private static Process Begin() => ToolChild.Start(["serve", "thumbnails"], redirectsInput: true);

    private ThumbnailProcess Process() => processes[(uint)Interlocked.Increment(ref turn) % processes.Length];

    private static string NameOf(FileInfo info) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{info.FullName}\n{info.Length}\n{info.LastWriteTimeUtc.Ticks}"))))[..40];

    private byte[]? Kept(string name)
    {
        if (inMemory.TryGetValue(name, out var bytes)) return bytes;
        try
        {
            return File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Keep(string name, byte[] bytes)
    {
        var beside = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}");
        try
        {
            Private.Folder(folder);
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (inMemory.Count < MostInMemory) inMemory[name] = bytes; // nothing can be written here
            Drop(beside);
        }
    }

    /// <summary>Deletes what a full disk has left.</summary>
    private static void Drop(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // the next sweep does
        }
    }
}

/// <summary>The process that decodes pictures. It is started when it is needed, and again after it has ended.</summary>
/// <param name="begin">Starts it.</param>
internal sealed class ThumbnailProcess(Func<Process> begin) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Process? process;

    public void Warm() => Task.Run(async () =>
    {
        await turn.WaitAsync();
        try
        {
            if (process is not { HasExited: false }) process = begin();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // the first picture says so
        }
        finally
        {
            turn.Release();
        }
    });

    /// <summary>Has the small picture of a file made.</summary>
    /// <returns>Empty: the file is no picture. Null: the process ended or took too long, which may not be the fault of this file.</returns>
    public async Task<byte[]?> Make(string file, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (process is not { HasExited: false }) process = begin();
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(file));
            await process.StandardInput.FlushAsync(CancellationToken.None);
            var answer = await process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask()
                .WaitAsync(Longest, CancellationToken.None);
            return Convert.FromBase64String(answer ?? throw new IOException("The process has ended."));
        }
        catch (Exception error) when (error is IOException or TimeoutException or InvalidOperationException or FormatException)
        {
            End();
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => End();

    private void End()
    {
        try
        {
            process?.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // it has ended
        }
        process?.Dispose();
        process = null;
    }
}
