using Microsoft.ML.Trainers;

namespace MLNetUnlearning.Tests;

/// <summary>A chain asks for the shape of the scored rows before anything is fitted.</summary>
public sealed class ShardShapesTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory, InlineData("keys of Booleans"), InlineData("keys of days"), InlineData("keys made within")]
    public void Labels_of_every_type_can_stand_in_a_chain(string kind)
    {
        var rows = ml.Data.LoadFromEnumerable(Customers.All.Select(row => new Dated
        {
            Id = row.Id,
            Numbers = row.Numbers,
            Label = row.Label,
            Day = new DateTime(2026, 1, row.Label ? 2 : 1),
        }));
        var label = kind == "keys of days" ? "Day" : "Label";
        IEstimator<ITransformer> Stage(MLContext context)
        {
            var trainer = context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = label,
                FeatureColumnName = "Numbers",
                NumberOfThreads = 1,
                MaximumNumberOfIterations = 5,
            });
            return kind != "keys made within" ? trainer : context.Transforms.Conversion.MapValueToKey(label).Append(trainer);
        }
        var sharded = ml.Unlearning().Sharded(Stage, 2, labelColumnName: label);
        var values = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel");
        var scored = kind == "keys made within" ? sharded.Append(values).Fit(rows).Transform(rows)
            : ml.Transforms.Conversion.MapValueToKey(label).Append(sharded).Append(values).Fit(rows).Transform(rows);
        Assert.Equal(
            kind == "keys of days" ? DateTimeDataViewType.Instance : BooleanDataViewType.Instance, scored.Schema["PredictedLabel"].Type);
        Assert.Equal(Customers.All.Length, scored.GetColumn<VBuffer<float>>("Score").Count());
    }

    private sealed class Dated
    {
        public string Id { get; set; } = "";

        [VectorType(4)]
        public float[] Numbers { get; set; } = [];

        public bool Label { get; set; }

        public DateTime Day { get; set; }
    }
}
