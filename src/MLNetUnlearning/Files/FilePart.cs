namespace MLNetUnlearning.Files;

/// <summary>What the manifest says of another part of the file.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their SHA-256, 64 small hexadecimal digits.</param>
internal sealed record FilePart(string Name, long Length, string Sha256);
