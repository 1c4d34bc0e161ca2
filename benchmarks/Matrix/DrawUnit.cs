using Microsoft.ML;
using MLNetUnlearning;
using TorchSharp;

namespace Matrix;

/// <summary>One request, answered by every contestant.</summary>
internal sealed record DrawUnit(Draw Draw, IReadOnlyList<Contestant> Contestants) : Unit
{
    public override string Name => Draw.Name;

    public override Cell Cell => Draw.Cell;

    public override int Missing(Workplace at) => Missing(at, Name, Contestants.Select(one => one.Name)).Count();

    public override void Run(MLContext ml, Workplace at)
    {
        var rows = Cell.Data.Load(ml, at.DataFolder, at.Draws, Draw.OriginalSeed);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, Draw.Request());
        using var original = at.Originals.Get(ml, Cell, Draw.OriginalSeed, rows.Train);
        using var taken = at.Store.Take(Name);
        foreach (var contestant in Missing(at, Name, Contestants.Select(one => one.Name)).ToList())
            at.Store.Add(Name, Outcome(ml, Contestants.Single(one => one.Name == contestant), original, marked, rows));
    }

    private Outcome Outcome(MLContext ml, Contestant contestant, NeuralClassifier original, IDataView marked, CellRows rows)
    {
        if (contestant == Contestant.Original) return Measured(ml, contestant, original, marked, rows);
        var usual = torch.get_num_threads();
        try
        {
            torch.set_num_threads(contestant.Threads ?? usual);
            var seed = Draw.Seed + contestant.SeedStep;
            using var model = ml.Unlearn(original, contestant.Method, unseen: rows.Unseen, seed: seed).Fit(marked);
            return Measured(ml, contestant, model, marked, rows);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            return new Outcome { Contestant = contestant.Name, Refused = refused.Message };
        }
        finally
        {
            torch.set_num_threads(usual);
        }
    }

    private Outcome Measured(MLContext ml, Contestant contestant, NeuralClassifier model, IDataView marked, CellRows rows)
    {
        var metrics = ml.Unlearning().Evaluate(model, marked, rows.Unseen, rows.Test, seed: Draw.Seed);
        var step = model.History[^1];
        return new Outcome
        {
            Contestant = contestant.Name,
            UnlearningAccuracy = metrics.UnlearningAccuracy,
            Efficacy = metrics.MembershipInferenceEfficacy,
            RetainAccuracy = metrics.RetainAccuracy,
            TestAccuracy = metrics.TestAccuracy,
            Seconds = step.RunTime.TotalSeconds,
            PreparationSeconds = step.PreparationTime.TotalSeconds,
            ForgottenRows = metrics.RowCounts["Forget"],
            Method = step.Name,
            Settings = step.Settings,
            Verdict = step.Judgement?.IsReached switch { true => "reached", false => "not reached", null => "" },
        };
    }
}
