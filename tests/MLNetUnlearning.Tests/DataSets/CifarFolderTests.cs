using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>The published folders, where they are at hand; otherwise folders of the same form, written by the tests.</summary>
public sealed class CifarFolderTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder standIn = new();

    [Theory, InlineData("cifar-10-batches-bin", 10), InlineData("cifar-100-binary", 100)]
    public void Every_class_has_as_many_rows_as_the_next(string name, int classes)
    {
        var folder = SharedData.Folder(name) ?? StandIn(name, classes);
        var train = new MLContext().LoadCifar(folder);
        var labels = new MLContext().LoadCifar(folder, DataSetPart.Test).GetColumn<uint>("Label").ToList();
        Assert.Equal(classes, LabelKeys.Read(train.Schema["Label"]).Count);
        Assert.Equal(classes, labels.Distinct().Count());
        Assert.Single(labels.GroupBy(label => label).Select(rows => rows.Count()).Distinct());
    }

    [Theory, InlineData("cifar-10-batches-bin", 10), InlineData("cifar-100-binary", 100)]
    public void Images_are_kept_as_bytes(string name, int classes)
    {
        var folder = SharedData.Folder(name) ?? StandIn(name, classes);
        var some = RowsPerClass.Take(new MLContext().LoadCifar(folder), 3, "Label");
        using var read = OneView.Read(some, FeatureShape.Image(32, 32));
        Assert.Equal(3 * classes, read.Rows.Count);
        Assert.Equal(3 * classes * 3072, read.Rows.Features.bytes.Length);
    }

    public void Dispose() => standIn.Dispose();

    private string StandIn(string name, int classes)
    {
        output.WriteLine($"No shared/data/{name} beside the repository: a folder written by the test stands in.");
        byte[] Record(int label) =>
            classes == 10 ? CifarTests.Cifar10Records((byte)label) : CifarTests.Cifar100Record((byte)(label / 5), (byte)label);
        byte[] onePerClass = [.. Enumerable.Range(0, classes).SelectMany(Record)];
        standIn.Write(classes == 10 ? "data_batch_1.bin" : "train.bin", [.. onePerClass, .. onePerClass, .. onePerClass]);
        standIn.Write(classes == 10 ? "test_batch.bin" : "test.bin", onePerClass);
        return standIn.Path;
    }
}
