using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>A folder with a folder of pictures for each class, as rows with Features, Label, Id and ImagePath.</summary>
internal sealed class PictureFolder(MLContext ml, Session session)
{
    private static readonly string[] Columns = ["Label", "Id", "ImagePath"];

    public IDataView Load(string folder, int size)
    {
        // The library says which files are rows and what is passed over. No picture is opened here.
        var found = ml.LoadImageFolder(folder, size, size);
        var classes = LabelKeys.Read(found.Schema["Label"]).Names;
        var rows = found.GetColumn<uint>("Label").Zip(found.GetColumn<string>("ImagePath"))
            .Select(row => (string[])[classes[(int)row.First - 1], row.Second, row.Second]).ToList();
        return new PictureRows(ml, session).Load(Columns, rows, "ImagePath", "Label", folder, size);
    }
}
