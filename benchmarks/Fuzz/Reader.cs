namespace Fuzz;

/// <summary>A reader of files, called as users call it.</summary>
/// <param name="Name">Its name on the command line and in tables.</param>
/// <param name="Seeds">Files that it reads.</param>
/// <param name="Read">Reads a file, or a part of one that is put into a whole file first.</param>
/// <param name="Documented">The exceptions that its documentation names for files that are not as they should be.</param>
internal sealed record Reader(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read, params Type[] Documented)
{
    /// <summary>Reads a file.</summary>
    /// <returns>Whether the file was taken. If not, it was refused as documented; every other exception is a fault.</returns>
    public bool Takes(byte[] file)
    {
        try
        {
            Read(file);
            return true;
        }
        catch (Exception refusal) when (Documented.Contains(refusal.GetType()))
        {
            return false;
        }
    }
}
