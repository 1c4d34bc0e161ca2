using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Adds PredictedLabel (score above 0) and Score.</summary>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(IHostEnvironment environment, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(model, featureColumnName, featureColumnType)
    {
        _ = environment;
    }

    internal override RowMapper CreateMapper(DataViewSchema inputSchema) => new Mapper(Model as LinearModelParameters, inputSchema, FindFeatures(inputSchema));

    private protected override void Write(BinaryWriter writer)
    {
        writer.Write(FeatureColumnName);
        ColumnTypes.Write(writer, FeatureColumnType);
        (Model as LinearBinaryModelParameters ?? throw new NotSupportedException($"Models of {typeof(TModel)} cannot be saved.")).WriteTo(writer);
    }

    private sealed class Mapper(LinearModelParameters model, DataViewSchema inputSchema, DataViewSchema.Column features) : RowMapper(
        inputSchema,
        [
            new(ScoreColumns.PredictedLabel, BooleanDataViewType.Instance, ScoreColumns.Annotations(inputSchema, ScoreColumns.PredictedLabel), [features.Index]),
            new(ScoreColumns.Score, NumberDataViewType.Single, ScoreColumns.Annotations(inputSchema, ScoreColumns.Score), [features.Index]),
        ])
    {
        protected override Delegate CreateGetter(DataViewRow input, int added, ref Action disposer)
        {
            ValueGetter<VBuffer<float>> getter = input.GetGetter<VBuffer<float>>(features);
            VBuffer<float> row = default;
            float Score()
            {
                getter(ref row);
                return model.Score(row);
            }
            return added == 0 ? (ValueGetter<bool>)((ref bool value) => value = Score() > 0) : (ValueGetter<float>)((ref float value) => value = Score());
        }
    }
}

internal static class BinaryPredictionTransformer
{
    public static BinaryPredictionTransformer<LinearBinaryModelParameters> Read(IHostEnvironment environment, BinaryReader reader)
    {
        string features = reader.ReadString();
        DataViewType type = ColumnTypes.Read(reader);
        return new(environment, LinearBinaryModelParameters.Read(reader), features, type);
    }
}
