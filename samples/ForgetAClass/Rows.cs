using Microsoft.ML;
using MLNetUnlearning;

namespace ForgetAClass;

/// <summary>Where rows come from: a CIFAR folder, or drawn pictures. The same settings give the same rows in every process.</summary>
internal sealed record Rows(string? Folder, int PerClass, int TestPerClass, int Seed)
{
    public IDataView Train(MLContext ml) => Folder is null
        ? ml.LoadSyntheticImages(PerClass, Seed)
        : ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(Folder), PerClass);

    public IDataView Test(MLContext ml) => Folder is null
        ? ml.LoadSyntheticImages(TestPerClass, Seed, part: DataSetPart.Test)
        : ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(Folder, DataSetPart.Test), TestPerClass);

    public override string ToString() =>
        $"{Folder ?? "Drawn pictures"}: {PerClass} rows a class, a tenth of them held out as unseen; {TestPerClass} test rows a class";
}
