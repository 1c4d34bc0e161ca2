using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Cosines of a row's random projections, shifted by a random phase each, or cosine and sine of each in turn. The product of two rows' features
/// approximates the kernel of the rows: the more projections, the closer.
/// </summary>
internal sealed class FourierFeatures(int size, float[][] frequencies, float[] phases)
{
    /// <summary>How many slots a row has.</summary>
    public int InputSize => size;

    public int OutputSize => phases is null ? 2 * frequencies.Length : frequencies.Length;

    public static FourierFeatures Draw(KernelBase kernel, float unit, int rank, int size, bool useCosAndSinBases, Random random)
    {
        float[][] frequencies = [.. Enumerable.Range(0, rank).Select(_ => Repeat(size, () => kernel.DrawFrequency(random, unit)))];
        float[] phases = useCosAndSinBases ? null : Repeat(rank, () => (float)(2 * Math.PI * random.NextDouble()));
        return new FourierFeatures(size, frequencies, phases);
    }

    public static FourierFeatures Read(BinaryReader reader)
    {
        int size = reader.ReadInt32(), rank = reader.ReadInt32();
        bool hasPhases = reader.ReadBoolean();
        if (size <= 0 || rank <= 0)
            throw new InvalidDataException("A kernel map of no size.");
        // Row by row: a damaged number runs into the end of the file before it can ask for much.
        var frequencies = new List<float[]>();
        while (frequencies.Count < rank)
            frequencies.Add(ReadRow(reader, size));
        return new FourierFeatures(size, [.. frequencies], hasPhases ? ReadRow(reader, rank) : null);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(size);
        writer.Write(frequencies.Length);
        writer.Write(phases is not null);
        foreach (float value in frequencies.SelectMany(row => row).Concat(phases ?? []))
            writer.Write(value);
    }

    public void Map(in VBuffer<float> row, Span<float> features)
    {
        float scale = MathF.Sqrt((phases is null ? 1f : 2f) / frequencies.Length);
        for (int i = 0; i < frequencies.Length; i++)
        {
            float projection = LinearModelParameters.Dot(frequencies[i], row);
            if (phases is not null)
            {
                features[i] = scale * MathF.Cos(projection + phases[i]);
                continue;
            }
            features[2 * i] = scale * MathF.Cos(projection);
            features[(2 * i) + 1] = scale * MathF.Sin(projection);
        }
    }

    private static float[] Repeat(int count, Func<float> draw)
    {
        var drawn = new float[count];
        for (int i = 0; i < count; i++)
            drawn[i] = draw();
        return drawn;
    }

    private static float[] ReadRow(BinaryReader reader, int count)
    {
        var row = new List<float>();
        while (row.Count < count)
            row.Add(reader.ReadSingle());
        return [.. row];
    }
}
