using System.IO.Compression;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Sharding;

/// <summary>A sharded model as a zip archive: the models of its shards, each as <c>mlContext.Model.Save</c> writes it, the hashed ids, and
/// a manifest with the hashes of all of them.</summary>
internal static class ShardedFile
{
    private const string TrainedIds = "trained-ids.bin", ForgottenIds = "forgotten-ids.bin", What = "sharded model";

    /// <summary>Writes a model with the models of its shards.</summary>
    public static void Write(ShardedState state, Stream stream)
    {
        if (16L * state.Ids.Trained.Count > ClassifierFile.MaximumPartLength)
            throw new InvalidOperationException(
                $"The model knows {state.Ids.Trained.Count} rows, too many for a file: their hashes take more than "
                + $"{ClassifierFile.MaximumPartLength} bytes.");
        WriteAll(state, stream);
        if (stream.Length > uint.MaxValue)
            throw new InvalidOperationException(
                $"The model would have {stream.Length} bytes; at most {uint.MaxValue} are read. Take fewer shards, or smaller models.");
    }

    private static void WriteAll(ShardedState state, Stream stream)
    {
        var ml = new MLContext();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var shards = state.Shards.Select((shard, index) => Described(shard) with
        {
            // Without a schema: the key values of an id column would be in it.
            Model = shard.Model is null ? null : HashedParts.Add(archive, NameOf(index), part => ml.Model.Save(shard.Model, null, part)),
        });
        WriteDescription(state, archive, [.. shards]);
    }

    /// <summary>The model without the models of its shards, which are steps of a model of ML.NET.</summary>
    /// <param name="state">The model.</param>
    /// <param name="places">The place of each shard's model among the steps.</param>
    public static byte[] Description(ShardedState state, IReadOnlyDictionary<int, int> places)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            WriteDescription(state, archive, [.. state.Shards.Select((shard, index) => Described(shard) with
            {
                Place = places.TryGetValue(index, out var place) ? place : null,
            })]);
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Every part is compared with its hash before it is used.</summary>
    /// <param name="stream">A seekable stream that holds nothing else.</param>
    /// <param name="context">Loads the models of the shards.</param>
    /// <exception cref="ModelFileException">It is no sharded model, is damaged or altered, or is of a newer version.</exception>
    public static ShardedState Read(Stream stream, MLContext context)
    {
        var (parts, manifest) = Open(stream);
        ThrowIfOthers(parts, manifest, manifest.Shards.Select(shard => shard.Model).OfType<FilePart>());
        foreach (var (index, shard) in manifest.Shards.Index())
        {
            if (shard.Place is not null) throw ShardedManifest.Wrong("shards.place", "there, in a file of its own");
            if (shard.Model is { } model) HashedParts.ThrowIfAltered(What, parts, model, NameOf(index));
        }
        var ids = IdsIn(parts, manifest);
        var models = new List<ITransformer?>();
        foreach (var shard in manifest.Shards) models.Add(shard.Model is { } model ? Load(parts, model.Name, context) : null);
        return manifest.ToState(models, ids);
    }

    /// <summary>The identity of the key of a model's ids.</summary>
    /// <exception cref="ModelFileException">The bytes are no sharded model, or are damaged.</exception>
    public static string? KeyIdentityIn(Stream stream) => Open(stream).Manifest.Key;

    /// <summary>Reads what <see cref="Description"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="model">Gives the step of a place.</param>
    /// <exception cref="ModelFileException">It is no sharded model, is damaged or altered, or is of a newer version.</exception>
    public static ShardedState ReadDescription(byte[] bytes, Func<int, ITransformer> model)
    {
        var (parts, manifest) = Open(new MemoryStream(bytes));
        ThrowIfOthers(parts, manifest, []);
        ITransformer?[] models = [.. manifest.Shards.Select(shard => shard.Place is { } place ? model(place) : null)];
        return manifest.ToState(models, IdsIn(parts, manifest));
    }

    private static string NameOf(int shard) => $"shard-{shard.ToString("d4", CultureInfo.InvariantCulture)}.zip";

    private static ShardJson Described(Shard shard) => new(shard.NumberOfRows, shard.OnlyClass, ShardClassesJson.Of(shard.Classes))
    {
        Changed = shard.Model is null ? null : shard.Traces.Changed,
        Made = shard.Model is null ? null : shard.Traces.Made,
        IsSelective = shard.Traces.IsSelective ? true : null,
    };

    private static void WriteDescription(ShardedState state, ZipArchive archive, IReadOnlyList<ShardJson> shards)
    {
        var trained = HashedParts.Add(archive, TrainedIds, part => part.Write(state.Ids.Trained.ToBytes()));
        var forgotten = HashedParts.Add(archive, ForgottenIds, part => part.Write(state.Ids.Forgotten.ToBytes()));
        var manifest = ShardedManifest.Of(state, shards, trained, forgotten).Write();
        HashedParts.AddHashOf(archive, HashedParts.Add(archive, HashedParts.ManifestName, part => part.Write(manifest)));
    }

    private static (ZipParts Parts, ShardedManifest Manifest) Open(Stream stream)
    {
        var parts = ZipParts.Read(stream);
        string[] missing = [.. new[] { HashedParts.ManifestName, HashedParts.ManifestHashName }.Where(name => !parts.Has(name))];
        if (missing.Length > 0) throw HashedParts.Lacks(What, missing);
        return (parts, ShardedManifest.Read(HashedParts.Manifest(parts, ShardedManifest.MaximumLength)));
    }

    private static void ThrowIfOthers(ZipParts parts, ShardedManifest manifest, IEnumerable<FilePart> models)
    {
        string[] known =
        [
            HashedParts.ManifestName, HashedParts.ManifestHashName, TrainedIds, ForgottenIds, .. models.Select(model => model.Name),
        ];
        if (parts.Names.Except(known).ToList() is { Count: > 0 } others)
            throw new ModelFileException($"The archive holds parts that no {What} has: {NameList.Of(others)}.");
        HashedParts.ThrowIfAltered(What, parts, manifest.TrainedIds, TrainedIds);
        HashedParts.ThrowIfAltered(What, parts, manifest.ForgottenIds, ForgottenIds);
    }

    private static KnownIds IdsIn(ZipParts parts, ShardedManifest manifest)
    {
        try
        {
            RowFingerprints Ids(FilePart part) => RowFingerprints.FromBytes(parts.ReadAll(part.Name, ClassifierFile.MaximumPartLength));
            return new KnownIds(Ids(manifest.TrainedIds), Ids(manifest.ForgottenIds));
        }
        catch (FormatException error) when (error is not ModelFileException)
        {
            throw new ModelFileException($"The ids cannot be read: {error.Message}", error);
        }
    }

    private static ITransformer Load(ZipParts parts, string name, MLContext context)
    {
        try
        {
            using var part = parts.Open(name);
            return context.Model.Load(part, out _);
        }
        catch (Exception error) when (error is not (ModelFileException or OutOfMemoryException or IOException))
        {
            throw new ModelFileException($"Part '{name}' cannot be loaded by ML.NET: {error.Message}", error);
        }
    }
}
