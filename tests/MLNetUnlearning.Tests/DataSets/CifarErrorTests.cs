using System.Text;

namespace MLNetUnlearning.Tests;

public sealed class CifarErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_missing_folder_is_named() =>
        Refused.With<DirectoryNotFoundException>(folder.File("nowhere"), () => new MLContext().LoadCifar(folder.File("nowhere")));

    [Fact]
    public void A_folder_without_cifar_says_what_is_looked_for() =>
        Refused.With<FileNotFoundException>(["data_batch_1.bin", "train.bin"], () => new MLContext().LoadCifar(folder.Path));

    [Fact]
    public void A_folder_with_test_rows_only_has_no_training_rows()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0));
        Refused.With<FileNotFoundException>("no training rows of CIFAR-10", () => new MLContext().LoadCifar(folder.Path));
    }

    [Fact]
    public void Both_data_sets_in_one_folder_are_refused()
    {
        folder.Write("train.bin", CifarTests.Cifar100Record(0, 0));
        Assert.Contains("both CIFAR-10 and CIFAR-100", Refusal("test_batch.bin", CifarTests.Cifar10Records(0)));
    }

    [Fact]
    public void A_truncated_file_is_told_by_its_size() => Assert.EndsWith(
        "data_batch_1.bin: truncated. Its 6136 bytes are 1 whole records of 3073 bytes (CIFAR-10) and 3063 bytes more. "
        + "Unpack or copy it again.",
        Refusal("data_batch_1.bin", CifarTests.Cifar10Records(0, 1)[..^10]));

    [Fact]
    public void An_empty_file_is_truncated() => Assert.Contains("truncated", Refusal("data_batch_1.bin", []));

    [Fact]
    public void Records_of_the_other_data_set_are_told_by_their_size() => Assert.EndsWith(
        "wrong record size. Its 3074 bytes are records of 3074 bytes (CIFAR-100), not of 3073 (CIFAR-10). "
        + "Give each data set a folder of its own.",
        Refusal("data_batch_1.bin", CifarTests.Cifar100Record(0, 0)));

    [Fact]
    public void A_label_out_of_range_is_named_with_file_and_record()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 9, 10));
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        var error = Assert.Throws<InvalidDataException>(() => view.GetColumn<uint>("Label").Count());
        Assert.EndsWith("test_batch.bin: record 2 (counted from 0) has label 10; CIFAR-10 has labels 0 to 9.", error.Message);
    }

    [Fact]
    public void A_file_that_shrank_since_is_truncated()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 1));
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(0, 1)[..^1]);
        var error = Assert.Throws<InvalidDataException>(() => view.GetColumn<uint>("Label").Count());
        Assert.EndsWith("test_batch.bin: truncated within record 1 (counted from 0). Unpack or copy it again.", error.Message);
    }

    [Fact]
    public void A_file_of_a_relative_folder_is_named_with_its_full_path()
    {
        folder.Write("test_batch.bin", CifarTests.Cifar10Records(10));
        var view = new MLContext().LoadCifar(Path.GetRelativePath(Environment.CurrentDirectory, folder.Path), DataSetPart.Test);
        var error = Assert.Throws<InvalidDataException>(() => view.GetColumn<uint>("Label").ToArray());
        Assert.StartsWith(Path.Combine(folder.Path, "test_batch.bin") + ": record 0", error.Message);
    }

    [Fact]
    public void Too_few_class_names_are_refused()
    {
        folder.Write("batches.meta.txt", Encoding.ASCII.GetBytes("cat\ndog\n"));
        var refusal = Refusal("test_batch.bin", CifarTests.Cifar10Records(0));
        Assert.Contains("holds 2 different class names; CIFAR-10 has 10 classes", refusal);
    }

    [Fact]
    public void A_file_of_names_that_is_far_too_long_is_not_read()
    {
        folder.Write("batches.meta.txt", new byte[100_000]);
        Assert.Contains("has 100000 bytes and is no list of 10 names", Refusal("test_batch.bin", CifarTests.Cifar10Records(0)));
    }

    public void Dispose() => folder.Dispose();

    private string Refusal(string file, byte[] content)
    {
        folder.Write(file, content);
        var part = file == "test_batch.bin" ? DataSetPart.Test : DataSetPart.Train;
        return Assert.Throws<InvalidDataException>(() => new MLContext().LoadCifar(folder.Path, part)).Message;
    }
}
