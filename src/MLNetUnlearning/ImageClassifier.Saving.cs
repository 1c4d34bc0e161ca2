using MLNetUnlearning.Saving;

namespace MLNetUnlearning;

public sealed partial class ImageClassifier
{
    /// <summary>Writes it to one file: weights, classes, columns, recipe, history, fingerprints of its rows. <c>mlContext.Unlearning().LoadClassifier(path)</c> reads it.</summary>
    /// <remarks>
    /// <para>A zip archive with <c>manifest.json</c> and <c>weights.safetensors</c>, which other tools read too: docs/saving.md. No picture is in it; a fingerprint
    /// tells whether a given image was a training row.</para>
    /// <para>The file is written beside its place and renamed: a file that was there is replaced when the new one is whole, and stays as it is when anything fails.</para>
    /// </remarks>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="InvalidOperationException">A class or column is named by no valid Unicode text, or the classifier is too large for a file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => ClassifierWriter.Write(this, stream));
}
