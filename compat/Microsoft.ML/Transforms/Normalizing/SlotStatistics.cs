using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Range, mean and deviation of one slot. A missing value does not count; an infinite one counts for the range only.</summary>
internal struct SlotStatistics<T> where T : struct, IFloatingPointIeee754<T>
{
    private bool _hasRange;
    private T _lowest;
    private T _highest;
    private long _count;
    private double _mean;
    private double _squares; // sum of squared distances from the mean so far, which stays exact where all values are equal

    private readonly double Variance => _count > 0 ? _squares / _count : 0;

    public void Add(T value)
    {
        if (T.IsNaN(value))
            return;
        _lowest = _hasRange ? T.Min(_lowest, value) : value;
        _highest = _hasRange ? T.Max(_highest, value) : value;
        _hasRange = true;
        if (!T.IsFinite(value))
            return;
        double number = double.CreateChecked(value), before = number - _mean;
        _mean += before / ++_count;
        _squares += before * (number - _mean);
    }

    /// <summary>A slot becomes (value - offset) * scale. One that never changes is scaled by 0.</summary>
    public readonly (T Scale, T Offset) ToScale(NormalizationOptions options)
    {
        bool isConstant = options.Kind == NormalizationKind.MinMax ? _lowest == _highest : Variance == 0;
        if (isConstant)
            return (T.Zero, T.Zero);
        return options switch
        {
            { Kind: NormalizationKind.MinMax, FixZero: true } => (T.One / T.Max(T.Abs(_lowest), T.Abs(_highest)), T.Zero),
            { Kind: NormalizationKind.MinMax } => (T.One / (_highest - _lowest), _lowest),
            { Kind: NormalizationKind.MeanVariance, FixZero: true } => (Inverse(Variance + (_mean * _mean)), T.Zero),
            _ => (Inverse(Variance), T.CreateChecked(_mean)),
        };
    }

    private static T Inverse(double square) => T.CreateChecked(1 / Math.Sqrt(square));
}
