namespace MLNetUnlearning.Files;

/// <summary>Scores of any number of classes as columns of a mapping, in parts of 1, 2, 4, .. numbers.</summary>
/// <remarks>The columns of a mapping have sizes that are constant at compile time, but the number of classes varies. So the scores are
/// joined from the parts that correspond to the binary digits of this number.</remarks>
internal abstract class ScoreParts
{
    public const int NumberOfParts = 17;

    /// <summary>The largest number of classes that the parts can hold.</summary>
    public const int MaximumClasses = (1 << NumberOfParts) - 1;

    [ColumnName(ModelColumns.ScorePart + "0"), VectorType(1)] public VBuffer<float> Part0;
    [ColumnName(ModelColumns.ScorePart + "1"), VectorType(1 << 1)] public VBuffer<float> Part1;
    [ColumnName(ModelColumns.ScorePart + "2"), VectorType(1 << 2)] public VBuffer<float> Part2;
    [ColumnName(ModelColumns.ScorePart + "3"), VectorType(1 << 3)] public VBuffer<float> Part3;
    [ColumnName(ModelColumns.ScorePart + "4"), VectorType(1 << 4)] public VBuffer<float> Part4;
    [ColumnName(ModelColumns.ScorePart + "5"), VectorType(1 << 5)] public VBuffer<float> Part5;
    [ColumnName(ModelColumns.ScorePart + "6"), VectorType(1 << 6)] public VBuffer<float> Part6;
    [ColumnName(ModelColumns.ScorePart + "7"), VectorType(1 << 7)] public VBuffer<float> Part7;
    [ColumnName(ModelColumns.ScorePart + "8"), VectorType(1 << 8)] public VBuffer<float> Part8;
    [ColumnName(ModelColumns.ScorePart + "9"), VectorType(1 << 9)] public VBuffer<float> Part9;
    [ColumnName(ModelColumns.ScorePart + "10"), VectorType(1 << 10)] public VBuffer<float> Part10;
    [ColumnName(ModelColumns.ScorePart + "11"), VectorType(1 << 11)] public VBuffer<float> Part11;
    [ColumnName(ModelColumns.ScorePart + "12"), VectorType(1 << 12)] public VBuffer<float> Part12;
    [ColumnName(ModelColumns.ScorePart + "13"), VectorType(1 << 13)] public VBuffer<float> Part13;
    [ColumnName(ModelColumns.ScorePart + "14"), VectorType(1 << 14)] public VBuffer<float> Part14;
    [ColumnName(ModelColumns.ScorePart + "15"), VectorType(1 << 15)] public VBuffer<float> Part15;
    [ColumnName(ModelColumns.ScorePart + "16"), VectorType(1 << 16)] public VBuffer<float> Part16;

    /// <summary>The parts that together hold this number of classes, smallest first.</summary>
    public static IEnumerable<int> PartsOf(int numberOfClasses) =>
        Enumerable.Range(0, NumberOfParts).Where(bit => (numberOfClasses >> bit & 1) != 0);

    /// <summary>Distributes the scores over the parts.</summary>
    public void SetScores(ReadOnlySpan<float> scores)
    {
        foreach (var bit in PartsOf(scores.Length))
        {
            var size = 1 << bit;
            ref var part = ref Part(bit);
            var editor = VBufferEditor.Create(ref part, size);
            scores[..size].CopyTo(editor.Values);
            part = editor.Commit();
            scores = scores[size..];
        }
    }

    private ref VBuffer<float> Part(int bit)
    {
        switch (bit)
        {
            case 0: return ref Part0;
            case 1: return ref Part1;
            case 2: return ref Part2;
            case 3: return ref Part3;
            case 4: return ref Part4;
            case 5: return ref Part5;
            case 6: return ref Part6;
            case 7: return ref Part7;
            case 8: return ref Part8;
            case 9: return ref Part9;
            case 10: return ref Part10;
            case 11: return ref Part11;
            case 12: return ref Part12;
            case 13: return ref Part13;
            case 14: return ref Part14;
            case 15: return ref Part15;
            default: return ref Part16;
        }
    }
}
