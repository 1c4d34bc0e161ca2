using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>Rows of three pixels, which are the probabilities that a network gives to its three classes.</summary>
internal static class Stated
{
    /// <summary>The network. Its weight is the power to which it takes the probabilities: 1 leaves them as they are stated, 0 makes all
    /// classes equally likely, -1 makes the least likely one the most likely.</summary>
    /// <param name="asked">Told how many rows pass it, each time.</param>
    public static FormulaNetwork Network(Action<long>? asked = null)
    {
        Tensor Logits(Tensor pixels, Parameter[] weights)
        {
            asked?.Invoke(pixels.shape[0]);
            return weights[0] * pixels.log();
        }
        return new(3, 3, Logits, ones(1));
    }

    /// <summary>Gives the network another power.</summary>
    public static void Raise(FormulaNetwork network, float power) => FlatWeights.Write(network, tensor(new[] { power }));

    /// <summary>Rows of one kind, each with its class and what it is answered.</summary>
    public static RowSubset Rows(params (long Label, float First, float Second, float Third)[] rows)
    {
        float[] pixels = [.. rows.SelectMany(row => new[] { row.First, row.Second, row.Third })];
        return new LabeledRows(
            tensor(pixels).reshape(rows.Length, 1, 1, 3), tensor(rows.Select(row => row.Label).ToArray())).All;
    }
}
