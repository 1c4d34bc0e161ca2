using Microsoft.ML;
using MLNetUnlearning;

namespace ForgetAgain;

/// <summary>Where rows come from: a CIFAR folder, or drawn pictures.</summary>
internal sealed record Rows(string? Folder, int PerClass, int TestPerClass, int Seed)
{
    public IDataView Train(MLContext ml) => Folder is null
        ? ml.LoadSyntheticImages(PerClass, Seed)
        : ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(Folder), PerClass);

    public IDataView Test(MLContext ml) => Folder is null
        ? ml.LoadSyntheticImages(TestPerClass, Seed, part: DataSetPart.Test)
        : ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(Folder, DataSetPart.Test), TestPerClass);

    public override string ToString() =>
        $"{Name}: {PerClass} rows a class, {TestPerClass} test rows a class, seed {Seed}";

    private string Name => Folder is null ? "Drawn pictures" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));
}
