using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class RecordedEvidenceTests
{
    private static readonly UnlearningMetrics Metrics =
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(PlantedRows.Random));

    /// <summary>3 of 4 forgotten rows are misjudged; the exact interval of 3 of 4 is that of every table.</summary>
    [Fact]
    public void Each_figure_has_its_rows_its_interval_and_its_reference()
    {
        var evidence = RecordedEvidence.Of(DeletionGuarantee.Approximate, Metrics, ("hash", Metrics), null);
        var accuracy = evidence.Metrics[0];
        Assert.Equal(("unlearning accuracy", 75, "%", 4), (accuracy.Name, accuracy.Value, accuracy.Unit, accuracy.Rows));
        Assert.Equal((19.41, 99.37), (Math.Round(accuracy.Lower!.Value, 2), Math.Round(accuracy.Upper!.Value, 2)));
        Assert.Equal(75, accuracy.Reference);
        Assert.Equal("hash", evidence.Reference);
        Assert.Equal([4, 4, 20, 10, 4], evidence.Metrics.Select(metric => metric.Rows));
        Assert.Equal(
            ("average disparity", 0, "points"), (evidence.Metrics[^1].Name, evidence.Metrics[^1].Value, evidence.Metrics[^1].Unit));
        var attack = Assert.Single(evidence.Attacks);
        Assert.Equal([4, 10, 10, 9, 4, 4], attack.Figures.Select(figure => figure.Rows));
        Assert.Equal(5, attack.WorstRow!.Rows);
        Assert.All(attack.Figures, figure => Assert.InRange(figure.Value, figure.Lower!.Value, figure.Upper!.Value));
        Assert.Contains(attack.Limits, limit => limit.StartsWith("5 non-members cannot show", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_retrained_model_the_reference_is_none()
    {
        var evidence = RecordedEvidence.Of(DeletionGuarantee.Exact, Metrics, null, null);
        Assert.Equal("none", evidence.Reference);
        Assert.All(evidence.Metrics, metric => Assert.Null(metric.Reference));
        Assert.DoesNotContain(evidence.Metrics, metric => metric.Name == "average disparity");
    }

    [Fact]
    public void Audits_stand_beside_attacks()
    {
        var found = new RocCurve([3, 4, 5, 6], [0, 1, 2]).ToMetrics("Few models.");
        var evidence = RecordedEvidence.Of(
            DeletionGuarantee.Approximate, null, null, null, new Dictionary<string, RocMetrics> { ["RMIA"] = found }, numberOfRows: 4);
        var audit = Assert.Single(evidence.Attacks);
        Assert.Equal(("RMIA", "Few models.", null), (audit.Attack, audit.Limits[0], audit.WorstRow));
        Assert.Equal([1, 100, 100], audit.Figures.Select(figure => figure.Value));
        var risks = string.Join('\n', ResidualRisk.Of(DeletionGuarantee.Approximate, SignedRecords.Content().Rows, evidence, nameless: 0));
        Assert.Contains("Attack 'RMIA' tells forgotten rows from others (area under the ROC curve 1, ", risks);
        Assert.DoesNotContain("No membership inference attack", risks);
    }

    [Fact]
    public void What_may_be_left_is_said_of_what_was_found()
    {
        var evidence = RecordedEvidence.Of(DeletionGuarantee.Approximate, Metrics, null, null);
        var rows = SignedRecords.Content().Rows with { NotFound = 3, NearDuplicates = 2 };
        var risks = string.Join('\n', ResidualRisk.Of(DeletionGuarantee.Approximate, rows, evidence, nameless: 5));
        string[] expected =
        [
            "not trained anew", "Of the marked rows, 3 were not among", "Of the rows that stay, 2 look like", "forgotten 5 other rows",
            "no model trained without the rows", "the most exposed forgotten row looks more like a training row than 100 % of 5 test rows",
            "Backups, earlier outputs",
        ];
        Assert.All(expected, each => Assert.Contains(each, risks));
        Assert.DoesNotContain("No membership inference attack", risks);
    }
}
