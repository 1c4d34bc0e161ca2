using System.Text;

namespace MLNetUnlearning.Tests;

public sealed class CifarTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_columns_are_features_label_and_id()
    {
        folder.Write("test_batch.bin", Cifar10Records(0));
        var schema = new MLContext().LoadCifar(folder.Path, DataSetPart.Test).Schema;
        Assert.Equal(["Features", "Label", "Id"], schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32), schema["Features"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 10), schema["Label"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Id"].Type);
        Assert.Equal("cat", LabelKeys.Read(schema["Label"]).Names[3]);
    }

    [Fact]
    public void Training_batches_come_in_the_order_of_their_numbers_however_many_there_are()
    {
        folder.Write("data_batch_10.bin", Cifar10Records(7));
        folder.Write("data_batch_2.bin", Cifar10Records(3, 9));
        folder.Write("test_batch.bin", Cifar10Records(0));
        var train = new MLContext().LoadCifar(folder.Path);
        Assert.Equal([4u, 10, 8], train.GetColumn<uint>("Label"));
        Assert.Equal(["data_batch_2.bin:0", "data_batch_2.bin:1", "data_batch_10.bin:0"], FourPixels.Ids(train));
        Assert.Equal(3, train.GetRowCount());
    }

    [Fact]
    public void Pixels_are_the_planes_of_the_record()
    {
        var record = Cifar10Records(5);
        (record[1], record[1 + 1024], record[3072]) = (1, 2, 3); // first red, first green, last blue
        folder.Write("test_batch.bin", record);
        var pixels = new MLContext().LoadCifar(folder.Path, DataSetPart.Test).Vectors("Features").Single();
        Assert.Equal((3072, 1f, 2f, 3f), (pixels.Length, pixels[0], pixels[1024], pixels[3071]));
    }

    [Fact]
    public void Cifar_100_is_told_by_its_files_and_labelled_finely()
    {
        folder.Write("train.bin", [.. Cifar100Record(coarse: 4, fine: 0), .. Cifar100Record(coarse: 19, fine: 99)]);
        var train = new MLContext().LoadCifar(folder.Path);
        Assert.Equal([1u, 100], train.GetColumn<uint>("Label"));
        var names = LabelKeys.Read(train.Schema["Label"]).Names;
        Assert.Equal((100, "apple", "worm"), (names.Count, names[0], names[99]));
    }

    [Fact]
    public void Class_names_of_the_folder_win()
    {
        folder.Write("test_batch.bin", Cifar10Records(0));
        folder.Write("batches.meta.txt", Encoding.ASCII.GetBytes("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"));
        Assert.Equal("j", LabelKeys.Read(new MLContext().LoadCifar(folder.Path, DataSetPart.Test).Schema["Label"]).Names[9]);
    }

    [Fact]
    public void Views_can_be_read_again_and_at_the_same_time()
    {
        folder.Write("test_batch.bin", Cifar10Records(1, 2, 3));
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        using var first = view.GetRowCursor([]);
        Assert.True(first.MoveNext());
        Assert.Equal([2u, 3, 4], view.GetColumn<uint>("Label"));
        Assert.True(first.MoveNext());
        Assert.Equal(1, first.Position);
    }

    [Fact]
    public void Nothing_is_read_before_a_cursor_moves()
    {
        folder.Write("test_batch.bin", Cifar10Records(200)); // an error, once it is read
        var view = new MLContext().LoadCifar(folder.Path, DataSetPart.Test);
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.Throws<InvalidDataException>(() => cursor.MoveNext());
    }

    public void Dispose() => folder.Dispose();

    internal static byte[] Cifar10Records(params byte[] labels) => [.. labels.SelectMany(label => (byte[])[label, .. new byte[3072]])];

    internal static byte[] Cifar100Record(byte coarse, byte fine) => [coarse, fine, .. new byte[3072]];
}
