namespace Compat.Tests.Text;

/// <summary>A folder of text files that goes when the test is over.</summary>
internal sealed class TextFolder : IDisposable
{
    private int files;

    public string Path { get; } = Directory.CreateTempSubdirectory().FullName;

    public string Write(string content, string? name = null)
    {
        string file = System.IO.Path.Combine(Path, name ?? $"{++files}.csv");
        File.WriteAllText(file, content);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
