using MLNetUnlearning.Files;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning;

public sealed partial class ShardedModel
{
    /// <summary>Saves the model to a file: its shards, each with a hash, and the hashed ids.
    /// <c>mlContext.Unlearning().LoadSharded(path)</c> reads it.</summary>
    /// <remarks>
    /// <para>The file is written beside its place and renamed. The key of the ids is written to a file of the same name with <c>.key</c> at
    /// the end, which only its owner may read, unless the program keeps the key itself.</para>
    /// <para>The function that makes the estimator is code and is not in the file: to forget, a program that has loaded the model passes it
    /// again. docs/sharded.md describes the file.</para>
    /// </remarks>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <exception cref="InvalidOperationException">The model is too large for a file: 4 GiB in all, and 1 GiB of ids.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfDisposed();
        KeyFile.WriteBeside(
            path, FingerprintKey, ShardedFile.KeyIdentityIn, () => AtomicFile.Write(path, stream => ShardedFile.Write(State, stream)));
    }

    /// <summary>Writes the key of the ids to a file that only its owner may read, for a model that <c>Model.Save</c> writes without it.
    /// <c>mlContext.Unlearning().LoadFingerprintKey(path)</c> reads it.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="InvalidOperationException">The key was not at hand when the model was loaded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveFingerprintKey(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        KeyFile.Write(path, FingerprintKey ?? throw new InvalidOperationException("The model has no key to save: it was not at hand."));
    }

    /// <summary>Writes the model into a model file, when <c>mlContext.Model.Save</c> saves a pipeline that contains it.</summary>
    /// <remarks>The model file gets a chain of ML.NET's own transformers that gives the same answers to the bit, and that
    /// <c>Model.Load</c> reads in a fresh context; its <c>Score</c> has no annotations. <c>mlContext.Unlearning().FindSharded(model)</c>
    /// gives a <see cref="ShardedModel"/> back, which can forget.</remarks>
    /// <param name="ctx">The context that ML.NET saves with.</param>
    /// <exception cref="InvalidOperationException">The model has more than 131,071 classes, or no shard has a model, because all rows of
    /// each are of one class; or the stage drops columns that it does not name. The message says what to do.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ThrowIfDisposed();
        ((ICanSaveModel)ShardedChain.Of(State)).Save(ctx);
    }
}
