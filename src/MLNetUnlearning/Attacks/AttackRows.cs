namespace MLNetUnlearning.Attacks;

/// <summary>What an attack sees of members and non-members, as a view for ML.NET's binary trainers with the columns Features and
/// Label.</summary>
internal static class AttackRows
{
    /// <summary>Members (label true) and non-members in turn, because stochastic trainers take rows in their order.</summary>
    public static IDataView Alternating(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var rows = Interleaved(members, nonMembers).ToList();
        return context.Data.LoadFromEnumerable(rows, Schema(rows[0].Features.Length));
    }

    /// <summary>The score that a trained model gives to a single row.</summary>
    public static MembershipScore Scorer(MLContext context, ITransformer model, int numberOfFeatures)
    {
        var engine = context.Model.CreatePredictionEngine<AttackRow, AttackScore>(model, inputSchemaDefinition: Schema(numberOfFeatures));
        return observed => engine.Predict(new AttackRow { Features = Features(observed) }).Score;
    }

    private static SchemaDefinition Schema(int numberOfFeatures)
    {
        var schema = SchemaDefinition.Create(typeof(AttackRow));
        schema[nameof(AttackRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, numberOfFeatures);
        return schema;
    }

    /// <summary>ML.NET's trainers learn from single precision.</summary>
    private static float[] Features(IReadOnlyList<double> observed) => [.. observed.Select(value => (float)value)];

    private static IEnumerable<AttackRow> Interleaved(IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        for (var index = 0; index < Math.Max(members.Count, nonMembers.Count); index++)
        {
            if (index < members.Count)
                yield return new AttackRow { Features = Features(members[index]), Label = true };
            if (index < nonMembers.Count)
                yield return new AttackRow { Features = Features(nonMembers[index]), Label = false };
        }
    }

    private sealed class AttackRow
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class AttackScore
    {
        public float Score { get; set; }
    }
}
