using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLNetUnlearning.Data;

/// <summary>Rows and their classes in CPU memory, as two tensors that it owns.
/// A <see cref="RowSubset"/> is a part of them without a copy.</summary>
/// <remarks>Byte pixels are stored as bytes, a quarter of the memory. Each batch is converted to numbers from 0 to 1. For another device a
/// copy of all rows is made there once, and batches are taken from it; where its memory is too small for that, batches are
/// sent.</remarks>
public sealed class LabeledRows : IDisposable
{
    private readonly Dictionary<string, (Tensor Features, Tensor Labels)?> elsewhere = []; // by device

    /// <summary>Takes over two tensors. Disposing this object frees them; dispose scopes do not.</summary>
    /// <param name="features">On the CPU. Images, N x C x H x W: <c>Byte</c> (k stands for k/255) or <c>Float32</c> (0 to 1). Vectors,
    /// N x F: <c>Float32</c>.</param>
    /// <param name="labels">N class indices counted from 0, <c>Int64</c>, on the CPU.</param>
    /// <exception cref="ArgumentException">A tensor has the wrong shape or element type, or the numbers of rows differ.</exception>
    public LabeledRows(Tensor features, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.shape.Length is not (4 or 2))
            throw new ArgumentException(
                $"Expected N x C x H x W, or N x F of vectors, got {features.shape.Length} dimensions.", nameof(features));
        if (features.dtype != ScalarType.Float32 && (features.dtype != ScalarType.Byte || features.shape.Length == 2))
            throw new ArgumentException(
                $"Expected Byte or Float32, and Float32 of vectors, got {features.dtype}.", nameof(features));
        if (labels.shape.Length != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != features.shape[0])
            throw new ArgumentException($"Expected {features.shape[0]} Int64 class indices.", nameof(labels));
        Features = features.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
        Classes = labels.data<long>().ToArray();
        All = new RowSubset(this, [.. Enumerable.Range(0, Count).Select(row => (long)row)]);
    }

    /// <summary>The features. Images, N x C x H x W: <c>Byte</c> (k stands for k/255) or <c>Float32</c> (0 to 1). Vectors, N x F:
    /// <c>Float32</c>.</summary>
    public Tensor Features { get; }

    /// <summary>The class indices, counted from 0: N, <c>Int64</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Classes.Length;

    /// <summary>All rows in their order.</summary>
    public RowSubset All { get; }

    internal long[] Classes { get; }

    /// <summary>The rows on a device; null where they find no room.</summary>
    internal (Tensor Features, Tensor Labels)? On(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CPU) return (Features, Labels);
        lock (elsewhere)
        {
            if (!elsewhere.TryGetValue(device.ToString(), out var there)) elsewhere[device.ToString()] = there = Copied(device);
            return there;
        }
    }

    private (Tensor Features, Tensor Labels)? Copied(Device device)
    {
        try
        {
            return (Features.to(device).DetachFromDisposeScope(), Labels.to(device).DetachFromDisposeScope());
        }
        catch (ExternalException error)
            when (error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    internal void AddTo(IncrementalHash hash)
    {
        const long MostBytes = 1 << 24; // a span has at most 2 GiB
        var bytesOfRow = Math.Max(1, Features.numel() / Math.Max(1, Count) * Features.element_size());
        var atOnce = (int)Math.Max(1, MostBytes / bytesOfRow);
        hash.AppendData(Encoding.ASCII.GetBytes($"{Features.dtype} {string.Join(' ', Features.shape)}"));
        for (var start = 0; start < Count; start += atOnce)
        {
            using var some = Features.narrow(0, start, Math.Min(atOnce, Count - start));
            hash.AppendData(some.bytes);
        }
        hash.AppendData(MemoryMarshal.AsBytes<long>(Classes));
    }

    /// <summary>Frees the tensors. Subsets cannot be used afterwards.</summary>
    public void Dispose()
    {
        lock (elsewhere)
        {
            foreach (var there in elsewhere.Values)
            {
                there?.Features.Dispose();
                there?.Labels.Dispose();
            }
            elsewhere.Clear();
        }
        Features.Dispose();
        Labels.Dispose();
    }
}

/// <summary>Some rows of <see cref="LabeledRows"/> in any order: a list of row numbers, not a copy.</summary>
public sealed class RowSubset
{
    private readonly LabeledRows rows;
    private readonly long[] numbers;
    private readonly long[] classes;

    internal RowSubset(LabeledRows rows, long[] numbers)
    {
        (this.rows, this.numbers) = (rows, numbers);
        classes = Array.ConvertAll(numbers, number => rows.Classes[number]);
    }

    /// <summary>Number of rows.</summary>
    public int Count => numbers.Length;

    /// <summary>The class index of each row.</summary>
    public IReadOnlyList<long> Classes => classes;

    /// <summary>A batch in the form that networks take, <c>Float32</c>: b x C x H x W of 0 to 1, or b x F of vectors.</summary>
    /// <param name="indices">Positions within this subset: b, <c>Int64</c>, on the CPU.</param>
    /// <param name="device">The device of the batch. Bytes are sent to it as bytes.</param>
    public Tensor FeaturesAt(Tensor indices, Device device)
    {
        var there = Taken(indices, device, of => of.Features); // b x C x H x W
        if (there.dtype == ScalarType.Float32) return there;
        using var bytes = there;
        using TorchSharp.Scalar brightest = 255f; // held while libtorch reads it; Training/Optimizers.cs says why
        return bytes.to(ScalarType.Float32).div_(brightest);
    }

    /// <summary>The class indices of a batch: b, <c>Int64</c>.</summary>
    /// <param name="indices">Positions within this subset: b, <c>Int64</c>, on the CPU.</param>
    /// <param name="device">The device of the batch.</param>
    public Tensor LabelsAt(Tensor indices, Device device) => Taken(indices, device, of => of.Labels);

    private Tensor Taken(Tensor indices, Device device, Func<(Tensor Features, Tensor Labels), Tensor> of)
    {
        using var numbersOfBatch = NumbersAt(indices);
        if (rows.On(device) is not { } there)
        {
            using var batch = of((rows.Features, rows.Labels)).index_select(0, numbersOfBatch);
            return batch.SentTo(device);
        }
        if (device.type == TorchSharp.DeviceType.CPU) return of(there).index_select(0, numbersOfBatch);
        using var numbersThere = numbersOfBatch.SentTo(device);
        return of(there).index(TensorIndex.Tensor(numbersThere));
    }

    /// <summary>Some of these rows, in the given order.</summary>
    /// <param name="indices">Positions within this subset, counted from 0.</param>
    public RowSubset Select(IEnumerable<long> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new RowSubset(rows, [.. indices.Select(index => numbers[index])]);
    }

    /// <summary>The rows of some classes, in the order of this subset.</summary>
    /// <param name="indices">Class indices.</param>
    public RowSubset OfClasses(IEnumerable<long> indices)
    {
        var chosen = indices.ToHashSet();
        return new RowSubset(rows, [.. numbers.Where((_, place) => chosen.Contains(classes[place]))]);
    }

    /// <summary>These rows followed by other rows of the same <see cref="LabeledRows"/>.</summary>
    /// <param name="others">The rows to append.</param>
    /// <exception cref="ArgumentException">The other rows belong to another <see cref="LabeledRows"/>.</exception>
    public RowSubset Followed(RowSubset others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others.rows == rows
            ? new RowSubset(rows, [.. numbers, .. others.numbers])
            : throw new ArgumentException("The two subsets are of different rows.", nameof(others));
    }

    /// <summary>Identifies rows by what they are and by their order: SHA-256 over features, classes and row numbers, in hexadecimal
    /// digits.</summary>
    /// <param name="subsets">Parts of the same rows; null: a part that is not there.</param>
    internal static string HashOf(IReadOnlyList<RowSubset?> subsets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        subsets.First(subset => subset is not null)!.rows.AddTo(hash);
        foreach (var subset in subsets)
        {
            hash.AppendData(BitConverter.GetBytes(subset?.Count ?? -1));
            hash.AppendData(MemoryMarshal.AsBytes<long>(subset?.numbers));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private Tensor NumbersAt(Tensor indices) => NewTensor.Of(Array.ConvertAll(indices.data<long>().ToArray(), place => numbers[place]));
}
