using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Attacks;

namespace Speed.Works;

/// <summary>Evaluating a request with all attacks, beside scoring the same rows.</summary>
internal sealed record Evaluations(int Rows) : Work($"evaluating {Rows} rows with all attacks", "evaluation", [Library, ScoringAlone])
{
    private const string ScoringAlone = "scoring alone";

    private int TestRows => Rows / 6;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows - TestRows, TestRows);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows - TestRows, TestRows);
        var train = ml.LoadCifar(pictures);
        var few = ml.Data.TakeRows(train, 640);
        using var model = Originals.Brief(ml, few, KnownNetworks.ResNet18(16), steps: 10);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("cat"));
        var scored = model.Transform(ml.Unlearning().Subsets(marked, test: ml.LoadCifar(pictures, DataSetPart.Test)));
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        if (contestant == Library)
        {
            _ = ml.Unlearning().Evaluate(scored, attacks: All, numberOfPictures: 0);
            return meter.Stop(clock.Elapsed.TotalSeconds);
        }
        foreach (var _ in scored.GetColumn<VBuffer<float>>(scored.Schema["Score"]))
        {
        }
        return meter.Stop(clock.Elapsed.TotalSeconds);
    }

    private static MembershipAttack[] All =>
    [
        new KernelSvmAttack(), new ThresholdAttack(), new SvmAttack(), new TreeAttack(),
        new ThresholdAttack { Signal = MembershipSignal.ModifiedEntropy },
    ];
}
