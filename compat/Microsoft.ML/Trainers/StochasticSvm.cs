using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Pegasos (Shalev-Shwartz et al. 2007): steps along the sub-gradient of the hinge loss of a batch, with weights that shrink by lambda.
/// The step size is 1 / (1 + lambda t), not the paper's 1 / (lambda t), which is huge at first when lambda is small.
/// </summary>
internal sealed class StochasticSvm(LinearSvmTrainer.Options options, float[] initialWeights, float initialBias)
{
    // Weights are kept as scale times direction, so that shrinking them costs one multiplication.
    private const float SmallestScale = 1e-8f;
    private readonly float[] _direction = initialWeights;
    private readonly float[] _gradient = new float[initialWeights.Length];
    private float _scale = 1;
    private float _bias = initialBias;
    private float _biasGradient;
    private int _rowsInBatch;
    private long _step;   // counts from 1: each batch begins with the next number

    public float[] Weights => Array.ConvertAll(_direction, value => value * _scale);

    public float Bias => _bias;

    public void Add(in VBuffer<float> features, bool isPositive, float exampleWeight)
    {
        float side = isPositive ? 1 : -1;
        if (side * Margin(features) < 1)
        {
            AddMultiple(side * exampleWeight, features, _gradient);
            _biasGradient += side * exampleWeight;
        }
        if (++_rowsInBatch >= options.BatchSize)
            FinishBatch();
    }

    /// <summary>To be called before each pass over the rows. What the last pass left of an unfinished batch is dropped.</summary>
    public void BeginPass() => BeginBatch();

    private void BeginBatch()
    {
        Array.Clear(_gradient);
        _biasGradient = 0;
        _rowsInBatch = 0;
        _step++;
    }

    private void FinishBatch()
    {
        float rate = 1 / (1 + (options.Lambda * _step));
        Rescale(1 - (rate * options.Lambda));
        float length = rate / (_rowsInBatch * _scale);
        for (int i = 0; i < _direction.Length; i++)
            _direction[i] += length * _gradient[i];
        if (!options.NoBias)
            _bias += rate / _rowsInBatch * _biasGradient;
        if (options.PerformProjection)
            ProjectOnBall();
        BeginBatch();
    }

    // The optimum lies in the ball of radius 1 / sqrt(lambda).
    private void ProjectOnBall()
    {
        float squares = 0;
        foreach (float value in _direction)
            squares += value * value;
        float shrink = 1 / (MathF.Sqrt(options.Lambda * squares) * MathF.Abs(_scale));
        if (shrink < 1)
            Rescale(shrink);
    }

    private void Rescale(float factor)
    {
        _scale *= factor;
        if (MathF.Abs(_scale) >= SmallestScale)
            return;
        for (int i = 0; i < _direction.Length; i++)
            _direction[i] *= _scale;
        _scale = 1;
    }

    private float Margin(in VBuffer<float> features) => (_scale * LinearModelParameters.Dot(_direction, features)) + _bias;

    private static void AddMultiple(float factor, in VBuffer<float> features, float[] sum)
    {
        ReadOnlySpan<float> values = features.GetValues();
        if (features.IsDense)
        {
            for (int i = 0; i < values.Length; i++)
                sum[i] += factor * values[i];
            return;
        }
        ReadOnlySpan<int> indices = features.GetIndices();
        for (int i = 0; i < values.Length; i++)
            sum[indices[i]] += factor * values[i];
    }
}
