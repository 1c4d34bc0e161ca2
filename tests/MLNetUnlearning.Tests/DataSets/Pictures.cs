namespace MLNetUnlearning.Tests;

/// <summary>Picture files small enough to be written down.</summary>
internal static class Pictures
{
    /// <summary>A PNG of two pixels side by side: red, blue.</summary>
    public static byte[] RedAndBluePng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf9+CLHQAAAAAElFTkSuQmCC");
}
