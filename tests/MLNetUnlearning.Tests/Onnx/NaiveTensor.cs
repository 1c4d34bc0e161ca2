namespace MLNetUnlearning.Tests;

/// <summary>Numbers in row-major order, and the operators of ONNX on them, each in the plainest loops that do it.</summary>
internal sealed record NaiveTensor(float[] Values, params long[] Shape)
{
    public NaiveTensor Map(Func<float, float> function) => new([.. Values.Select(function)], Shape);

    /// <summary>Combines two tensors; sizes of the other one may be missing in front, or 1, and are then repeated.</summary>
    public NaiveTensor With(NaiveTensor other, Func<float, float, float> function)
    {
        var values = new float[Values.Length];
        for (var i = 0; i < values.Length; i++) values[i] = function(Values[i], other.Values[other.PlaceBeside(Shape, i)]);
        return new(values, Shape);
    }

    /// <summary>Convolution without bias: b x in x H x W with out x in x h x w.</summary>
    public NaiveTensor Convolve(NaiveTensor weight, long[] strides, long[] pads)
    {
        var (count, channels, height, width) = (Shape[0], Shape[1], Shape[2], Shape[3]);
        var (outputs, kernelHeight, kernelWidth) = (weight.Shape[0], weight.Shape[2], weight.Shape[3]);
        var outputHeight = (height + pads[0] + pads[2] - kernelHeight) / strides[0] + 1;
        var outputWidth = (width + pads[1] + pads[3] - kernelWidth) / strides[1] + 1;
        var values = new float[count * outputs * outputHeight * outputWidth];
        for (long i = 0; i < values.Length; i++)
        {
            var (column, row) = (i % outputWidth, i / outputWidth % outputHeight);
            var (output, image) = (i / (outputWidth * outputHeight) % outputs, i / (outputWidth * outputHeight * outputs));
            double sum = 0;
            for (long channel = 0; channel < channels; channel++)
                for (long k = 0; k < kernelHeight * kernelWidth; k++)
                {
                    var (y, x) = (row * strides[0] - pads[0] + k / kernelWidth, column * strides[1] - pads[1] + k % kernelWidth);
                    if (y < 0 || y >= height || x < 0 || x >= width) continue;
                    sum += Values[((image * channels + channel) * height + y) * width + x]
                        * weight.Values[(output * channels + channel) * kernelHeight * kernelWidth + k];
                }
            values[i] = (float)sum;
        }
        return new(values, count, outputs, outputHeight, outputWidth);
    }

    /// <summary>Batch normalisation with the statistics that were learned.</summary>
    public NaiveTensor Normalize(NaiveTensor scale, NaiveTensor bias, NaiveTensor mean, NaiveTensor variance, float epsilon)
    {
        NaiveTensor Column(NaiveTensor perChannel) => perChannel with { Shape = [perChannel.Values.Length, 1, 1] };
        var deviation = variance.Map(value => MathF.Sqrt(value + epsilon));
        return With(Column(mean), (x, m) => x - m).With(Column(deviation), (x, d) => x / d).With(Column(scale), (x, s) => x * s).With(Column(bias), (x, b) => x + b);
    }

    /// <summary>The mean of each plane: b x C x H x W to b x C.</summary>
    public NaiveTensor MeanOfPlanes() =>
        new([.. Values.Chunk((int)(Shape[2] * Shape[3])).Select(plane => (float)plane.Average(value => (double)value))], Shape[0], Shape[1]);

    /// <summary>Linear layer: b x in with out x in.</summary>
    public NaiveTensor Multiply(NaiveTensor weight, NaiveTensor bias)
    {
        var outputs = Values.Chunk((int)Shape[1]).SelectMany(row =>
            weight.Values.Chunk((int)Shape[1]).Select((column, k) => (float)row.Zip(column, (a, b) => (double)a * b).Sum() + bias.Values[k]));
        return new([.. outputs], Shape[0], weight.Shape[0]);
    }

    /// <summary>Softmax of each row: b x K.</summary>
    public NaiveTensor Softmax()
    {
        var rows = Values.Chunk((int)Shape[1]).SelectMany(row =>
        {
            double[] powers = [.. row.Select(value => Math.Exp(value - row.Max()))];
            return powers.Select(power => (float)(power / powers.Sum()));
        });
        return new([.. rows], Shape);
    }

    /// <summary>Where the number stands here that meets the number i of a tensor of the given shape.</summary>
    private long PlaceBeside(long[] shape, long i)
    {
        long place = 0, step = 1;
        for (var fromEnd = 1; fromEnd <= Shape.Length; fromEnd++)
        {
            var (size, own) = (shape[^fromEnd], Shape[^fromEnd]);
            if (own == size) place += i % size * step;
            step *= own;
            i /= size;
        }
        return place;
    }
}
