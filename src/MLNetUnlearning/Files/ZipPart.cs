namespace MLNetUnlearning.Files;

/// <summary>One file in a zip archive, stored as it is.</summary>
/// <param name="Name">Its name, which no path leads out of the archive by.</param>
/// <param name="Start">The place of its first byte in the archive.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record ZipPart(string Name, long Start, long Length);
