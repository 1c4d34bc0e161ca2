namespace MLNetUnlearning.Tool.Comparison;

/// <summary>One run, in the process that it has to itself: its peak of memory is its own.</summary>
internal sealed class RunProcess(Preset preset, string? dataFolder, RunStore store, Machine machine)
{
    public void Run(RunKey run)
    {
        using var taken = store.Take(run);
        if (store.Has(run)) return; // another process has finished it meanwhile
        var ml = new MLContext(run.Seed) { GpuDeviceId = machine.Gpu };
        var rows = run.Data.Load(ml, dataFolder, run.Seed);
        var request = rows.Request(run.Scheme, run.Seed);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        var workshop = new Workshop(preset, store.Folder, machine);
        var original = workshop.Original(ml, run, rows);
        using var model = Model(ml, run, rows, marked, original, workshop);
        // Of a model that several runs share: of the process that made it.
        var peak = MethodNames.AreYardsticks(run.Method) ? workshop.PeakOfMaking : PeakMemory.OfThisProcess();
        if (model != original) original.Dispose();
        var subsets = ml.Unlearning().Subsets(marked, rows.Unseen, rows.Test);
        var metrics = ml.Unlearning().Evaluate(model.Transform(subsets), attacks: Attacks.All, seed: run.Seed);
        var settings = run.Method == MethodNames.Original ? preset.Recipe.ToString() : model.History[^1].Settings;
        var figures = ComparedRun.Of(run.Data.Title, request.ToString(), run.Sparsity, run.Method, settings, run.Seed, metrics);
        store.Keep(run, figures with { PeakMemory = peak });
    }

    private NeuralClassifier Model(MLContext ml, RunKey run, Rows rows, IDataView marked, NeuralClassifier original, Workshop workshop)
    {
        if (run.Method == MethodNames.Original) return original;
        if (run.Method == MethodNames.Retrain) return workshop.Retrained(ml, run, rows, original, marked);
        var method = store.MethodOf(run);
        // A method that ruins the classifier is a result too; its run is marked.
        var unlearned = ml.Unlearn(
            original, method, unseen: rows.Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, seed: run.Seed,
            checkpoint: store.CheckpointOf(run)).Fit(marked);
        if (method.NeedsUnseenRows) workshop.KeepPreparations(run, original);
        return unlearned;
    }
}
