using System.Text;
using Microsoft.ML;

namespace MLNetUnlearning.Tests;

public sealed class CifarErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_missing_folder_is_named()
    {
        var missing = Path.Combine(folder.Path, "nowhere");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => new MLContext().LoadCifar(missing)).Message);
    }

    [Fact]
    public void A_folder_without_cifar_says_what_is_looked_for()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new MLContext().LoadCifar(folder.Path));
        Assert.Contains("data_batch_1.bin", error.Message);
        Assert.Contains("train.bin", error.Message);
    }

    [Fact]
    public void A_folder_with_test_rows_only_has_no_training_rows()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0));
        Assert.Contains("no training rows of CIFAR-10", Assert.Throws<FileNotFoundException>(() => new MLContext().LoadCifar(folder.Path)).Message);
    }

    [Fact]
    public void Both_data_sets_in_one_folder_are_refused()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0));
        folder.Write("train.bin", CifarTests.Cifar100Record(0, 0));
        Assert.Contains("both CIFAR-10 and CIFAR-100", Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path, DataSetPart.Test)).Message);
    }

    [Fact]
    public void A_truncated_file_is_told_by_its_size()
    {
        folder.Write("data_batch_1.bin", CifarTests.Cifar10Records(0, 1)[..^10]);
        var error = Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path));
        Assert.EndsWith("data_batch_1.bin: truncated. Its 6136 bytes are 1 whole records of 3073 bytes (CIFAR-10) and 3063 bytes more.", error.Message);
    }

    [Fact]
    public void An_empty_file_is_truncated()
    {
        folder.Write("data_batch_1.bin", []);
        Assert.Contains("truncated", Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path)).Message);
    }

    [Fact]
    public void Records_of_the_other_data_set_are_told_by_their_size()
    {
        folder.Write("data_batch_1.bin", CifarTests.Cifar100Record(0, 0));
        var error = Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path));
        Assert.EndsWith("wrong record size. Its 3074 bytes are records of 3074 bytes (CIFAR-100), not of 3073 (CIFAR-10).", error.Message);
    }

    [Fact]
    public void A_label_out_of_range_is_named_with_file_and_record()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 9, 10));
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        var error = Assert.Throws<InvalidDataException>(() => FourPixels.Column<uint>(view, "Label"));
        Assert.EndsWith("test_batch.bin: record 2 (counted from 0) has label 10; CIFAR-10 has labels 0 to 9.", error.Message);
    }

    [Fact]
    public void A_file_that_shrank_since_is_truncated()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 1));
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 1)[..^1]);
        var error = Assert.Throws<InvalidDataException>(() => FourPixels.Column<uint>(view, "Label"));
        Assert.EndsWith("test_batch.bin: truncated within record 1 (counted from 0).", error.Message);
    }

    [Fact]
    public void A_file_of_a_relative_folder_is_named_with_its_full_path()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(10));
        var view = new MLContext().LoadCifar(Path.GetRelativePath(Environment.CurrentDirectory, folder.Path), DataSetPart.Test);
        var error = Assert.Throws<InvalidDataException>(() => FourPixels.Column<uint>(view, "Label"));
        Assert.StartsWith(Path.Combine(folder.Path, "test_batch.bin") + ": record 0", error.Message);
    }

    [Fact]
    public void Too_few_class_names_are_refused()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0));
        folder.Write("batches.meta.txt", Encoding.ASCII.GetBytes("cat\ndog\n"));
        Assert.Contains("holds 2 different class names; CIFAR-10 has 10 classes", Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path, DataSetPart.Test)).Message);
    }

    public void Dispose() => folder.Dispose();
}
