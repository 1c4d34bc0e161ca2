using System.Runtime.InteropServices;
using MLNetUnlearning.Data;
using TorchSharp.Modules;

namespace MLNetUnlearning.Training;

/// <summary>All that a loop changes, part by part, as tensors that can be kept and taken back.</summary>
internal sealed class LoopParts
{
    private readonly List<(string Name, ILoopPart Part)> parts = [];
    private readonly List<string> unwanted = [];

    /// <summary>Parameters and buffers of a network.</summary>
    public LoopParts Add(string name, nn.Module module) => Add(name, new ModulePart(module));

    /// <summary>The momentum of an optimiser: SGD or Adam.</summary>
    public LoopParts Add(string name, optim.Optimizer optimizer) => Add(name, new OptimizerPart(optimizer));

    /// <summary>What a CPU generator will draw next.</summary>
    public LoopParts Add(string name, Generator generator) => Add(name, new GeneratorPart(generator));

    /// <summary>Other whole numbers.</summary>
    public LoopParts AddCounts(string name, Func<long[]> get, Action<long[]> set) => Add(name, new NumbersPart(get, set));

    /// <summary>Other numbers.</summary>
    public LoopParts AddNumbers(string name, Func<double[]> get, Action<double[]> set) => AddCounts(
        name,
        () => Array.ConvertAll(get(), BitConverter.DoubleToInt64Bits),
        saved => set(Array.ConvertAll(saved, BitConverter.Int64BitsToDouble)));

    /// <summary>A part of another kind. Null for one that is not wanted in this run: what was kept of it is passed over.</summary>
    public LoopParts Add(string name, ILoopPart? part)
    {
        if (part is null) unwanted.Add(name + "/");
        else parts.Add((name, part));
        return this;
    }

    /// <summary>The tensors of all parts or, of a finished loop, of those that outlive it.</summary>
    public Dictionary<string, Tensor> ToTensors(bool isFinished) => Kept(isFinished)
        .SelectMany(part => part.Part.ToTensors().Select(tensor => (Name: $"{part.Name}/{tensor.Name}", tensor.Tensor)))
        .ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor);

    /// <summary>Gives all parts the values that were kept.</summary>
    /// <exception cref="ModelFileException">A tensor is missing, unknown or of another shape or type.</exception>
    public void Take(IReadOnlyDictionary<string, Tensor> saved, bool isFinished)
    {
        using var none = no_grad();
        var left = saved.ToDictionary();
        foreach (var (name, part) in Kept(isFinished)) part.Take(new SavedPart(name + "/", left));
        if (left.Keys.FirstOrDefault(name => !unwanted.Any(part => name.StartsWith(part, StringComparison.Ordinal))) is { } unknown)
            throw new ModelFileException($"The checkpoint holds '{unknown}', which the run has not: delete the folder to start anew.");
    }

    private IEnumerable<(string Name, ILoopPart Part)> Kept(bool isFinished) => parts.Where(part => part.Part.OutlivesLoop || !isFinished);
}

/// <summary>Something that a loop changes.</summary>
internal interface ILoopPart
{
    /// <summary>Whether it is used after the loop.</summary>
    bool OutlivesLoop { get; }

    /// <summary>Its state, as tensors of Float32 and Int64.</summary>
    IEnumerable<(string Name, Tensor Tensor)> ToTensors();

    /// <summary>Takes a state. It copies what it needs.</summary>
    void Take(SavedPart saved);
}

/// <summary>The kept tensors of a part. Each can be taken once.</summary>
internal sealed class SavedPart(string prefix, Dictionary<string, Tensor> left)
{
    public bool Has(string name) => left.ContainsKey(prefix + name);

    /// <summary>Takes a tensor like another one.</summary>
    public Tensor Take(string name, Tensor like)
    {
        if (left.Remove(prefix + name, out var saved) && saved.dtype == like.dtype && saved.shape.SequenceEqual(like.shape)) return saved;
        throw Unfit(name);
    }

    /// <summary>Takes whole numbers.</summary>
    public long[] TakeNumbers(string name)
    {
        if (left.Remove(prefix + name, out var saved) && saved.dtype == ScalarType.Int64 && saved.shape.Length == 1)
            return saved.data<long>().ToArray();
        throw Unfit(name);
    }

    public ModelFileException Unfit(string name) =>
        new($"The checkpoint does not fit: '{prefix}{name}' is missing or no such value. Delete the folder to start anew.");
}

internal sealed class ModulePart(nn.Module module) : ILoopPart
{
    public bool OutlivesLoop => true;

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => module.state_dict().Select(weight => (weight.Key, weight.Value));

    public void Take(SavedPart saved)
    {
        foreach (var (name, weight) in module.state_dict()) weight.copy_(saved.Take(name, weight));
    }
}

internal sealed class NumbersPart(Func<long[]> get, Action<long[]> set) : ILoopPart
{
    private const string Name = "numbers";

    public bool OutlivesLoop => false;

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => [(Name, NewTensor.Of(get()))];

    public void Take(SavedPart saved) => set(saved.TakeNumbers(Name));
}

internal sealed class GeneratorPart(Generator generator) : ILoopPart
{
    private const string Name = "state";

    public bool OutlivesLoop => true;

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => [(Name, NewTensor.Of(GeneratorState.Of(generator)))];

    public void Take(SavedPart saved) => GeneratorState.Set(generator, saved.TakeNumbers(Name));
}

/// <summary>The state of a CPU generator, its bytes as 64-bit numbers.</summary>
internal static class GeneratorState
{
    private const int WordsOfMersenneTwister = 624;

    public static long[] Of(Generator generator)
    {
        using var state = generator.get_state();
        return MemoryMarshal.Cast<byte, long>(state.data<byte>().ToArray()).ToArray();
    }

    /// <exception cref="ModelFileException">The numbers are no state of such a generator.</exception>
    public static void Set(Generator generator, long[] numbers)
    {
        // libtorch ends the process when it is given a state that it does not like. So it is asked here what libtorch asks: the length,
        // and of the Mersenne twister how many numbers are left (byte 8), whether there was a seed (12), and which is next (16).
        var bytes = MemoryMarshal.AsBytes<long>(numbers);
        if (numbers.Length != Of(generator).Length
            || MemoryMarshal.Read<int>(bytes[8..]) is not (> 0 and <= WordsOfMersenneTwister)
            || MemoryMarshal.Read<int>(bytes[12..]) != 1
            || MemoryMarshal.Read<ulong>(bytes[16..]) > WordsOfMersenneTwister)
            throw new ModelFileException("The checkpoint holds no state of a random number generator. Delete the folder to start anew.");
        using var state = NewTensor.Of(bytes.ToArray());
        generator.set_state(state);
    }
}

/// <summary>What an optimiser remembers of each weight, and which weights have had a gradient: one without is not moved at all.</summary>
internal sealed class OptimizerPart(optim.Optimizer optimizer) : ILoopPart
{
    private const string HadGradient = "had gradient";

    private readonly List<OptimizerState> states = ((OptimizerHelper)optimizer).state_dict().State;
    private readonly Parameter[] weights = [.. optimizer.parameters()];

    public bool OutlivesLoop => false;

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors()
    {
        yield return (HadGradient, NewTensor.Of(Array.ConvertAll(weights, weight => weight.grad is null ? 0L : 1L)));
        foreach (var (place, state) in states.Index())
            switch (state)
            {
                case SGD.State { momentum_buffer: { } momentum }:
                    yield return ($"{place}.momentum", momentum);
                    break;
                case Adam.State adam:
                    yield return ($"{place}.step", NewTensor.Of([(long)adam.step]));
                    yield return ($"{place}.mean", adam.exp_avg);
                    yield return ($"{place}.square", adam.exp_avg_sq);
                    break;
            }
    }

    public void Take(SavedPart saved)
    {
        var had = saved.TakeNumbers(HadGradient);
        if (had.Length != weights.Length) throw saved.Unfit(HadGradient);
        foreach (var (weight, has) in weights.Zip(had))
            if (has != 0) weight.grad = zeros_like(weight);
        foreach (var (place, state) in states.Index())
            switch (state)
            {
                case SGD.State sgd when saved.Has($"{place}.momentum"):
                    sgd.momentum_buffer = saved.Take($"{place}.momentum", weights[place]).to(weights[place].device, copy: true)
                        .DetachFromDisposeScope();
                    break;
                case Adam.State adam:
                    adam.step = saved.TakeNumbers($"{place}.step") is [var step] ? step : throw saved.Unfit($"{place}.step");
                    adam.exp_avg.copy_(saved.Take($"{place}.mean", weights[place]));
                    adam.exp_avg_sq.copy_(saved.Take($"{place}.square", weights[place]));
                    break;
            }
    }
}
