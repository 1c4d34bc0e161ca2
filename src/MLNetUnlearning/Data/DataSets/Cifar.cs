using Microsoft.ML;

namespace MLNetUnlearning.Data.DataSets;

/// <summary>CIFAR-10 and CIFAR-100 from their binary folders: 32 x 32 color photographs of 10 or 100 classes.</summary>
/// <remarks>
/// <para>
/// A folder is CIFAR-10 when it holds <c>data_batch_N.bin</c> (any number of them) or <c>test_batch.bin</c>, with the class names in
/// <c>batches.meta.txt</c>; it is CIFAR-100 when it holds <c>train.bin</c> or <c>test.bin</c>, with the class names in
/// <c>fine_label_names.txt</c>. Where a file of names is missing the standard names are used. For CIFAR-100 the label is the fine one.
/// </para>
/// <para>
/// Columns of the view:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, 32, 32&gt;</c>: the red plane, then green, then blue; 0 to 255.</description></item>
/// <item><term>Label</term><description>Key of 10 or 100, whose key values are the class names.</description></item>
/// <item><term>Id</term><description>Text: file and record number, counted from 0, such as <c>data_batch_1.bin:17</c>.</description></item>
/// </list>
/// Rows are streamed from the files whenever a cursor asks for them; the number of rows is known without reading.
/// </para>
/// <para>Data: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.</para>
/// </remarks>
public static class Cifar
{
    /// <summary>The training rows: all <c>data_batch_N.bin</c> in the order of N, or <c>train.bin</c>.</summary>
    /// <param name="folder">The folder with the binary files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder holds no such files.</exception>
    /// <exception cref="InvalidDataException">A file is truncated or its records have another size, the names do not fit, or the folder
    /// holds both data sets. While rows are read: a label is out of range; the message names file and record.</exception>
    public static IDataView LoadTrain(string folder) => Load(folder, layout => layout.TrainFiles(folder), "training");

    /// <summary>The test rows: <c>test_batch.bin</c> or <c>test.bin</c>.</summary>
    /// <inheritdoc cref="LoadTrain"/>
    public static IDataView LoadTest(string folder) => Load(folder, layout => layout.TestFiles(folder), "test");

    private static ImageSourceView Load(string folder, Func<CifarLayout, IReadOnlyList<string>> files, string role)
    {
        var layout = CifarLayout.Of(folder);
        var found = files(layout);
        return found.Count > 0
            ? new ImageSourceView(new CifarSource(layout, layout.ClassNames(folder), found))
            : throw new FileNotFoundException($"Folder '{folder}' holds no {role} rows of {layout.Name}.");
    }
}
