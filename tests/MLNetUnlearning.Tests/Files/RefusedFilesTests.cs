using System.IO.Compression;
using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>Files that are not what they should be, and what is said about them.</summary>
public sealed class RefusedFilesTests
{
    private static readonly byte[] Good = Make();

    [Fact]
    public void A_part_that_was_altered_is_refused_by_its_hash()
    {
        foreach (var (name, _) in ZipFiles.Parts(Good))
        {
            var parts = ZipFiles.Parts(Good);
            parts.Single(part => part.Name == name).Bytes[^2] ^= 1;
            Assert.Contains("is not what was saved, by its SHA-256", Saved.Refusal(ZipFiles.Of(parts)));
        }
    }

    [Fact]
    public void A_model_of_ML_NET_and_a_file_of_PyTorch_get_their_own_sentences()
    {
        using var folder = new TemporaryFolder();
        var (ml, rows) = (new MLContext(seed: 1), Tiny.Rows());
        ml.Model.Save(ml.Transforms.CopyColumns("Copy", "Features").Fit(rows), rows.Schema, folder.File("model.zip"));
        void Refuses(string words, string file) =>
            Refused.With<ModelFileException>(words, () => ml.Unlearning().LoadClassifier(folder.File(file)));
        Refuses("Load it by mlContext.Model.Load(path, out _); mlContext.Unlearning().FindClassifier(model)", "model.zip");
        folder.Write("weights.pt", ZipFiles.Of(("x/data.pkl", [1])));
        Refuses("Import it by mlContext.Unlearning().ImportWeights", "weights.pt");
    }

    [Fact]
    public void A_newer_version_is_refused_with_advice() => Assert.Equal(
        "The file is of format version 6; this version of MLNetUnlearning reads up to 5. Update the package.",
        Saved.Refusal(ZipFiles.Forged(Good, text => text.Replace("\"formatVersion\": 3", "\"formatVersion\": 6, \"other\": {}"))));

    [Theory]
    [InlineData("../weights.safetensors")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a//b")]
    [InlineData("./manifest.json")]
    public void A_path_that_leads_elsewhere_is_refused(string name) =>
        Assert.Contains("a path that leads elsewhere", Saved.Refusal(ZipFiles.Of([.. ZipFiles.Parts(Good), (name, [1])])));

    [Theory]
    [InlineData("m\u0001h", "unusual name")]
    [InlineData("more.txt", "parts that no classifier has: 'more.txt'")]
    [InlineData("manifest.json", "two parts named 'manifest.json'")]
    public void A_part_that_does_not_belong_is_refused(string name, string message) =>
        Assert.Contains(message, Saved.Refusal(ZipFiles.Of([.. ZipFiles.Parts(Good), (name, [1])])));

    [Fact]
    public void A_part_that_is_missing_is_named()
    {
        foreach (var (name, _) in ZipFiles.Parts(Good))
            Assert.Contains($"it lacks '{name}'", Saved.Refusal(ZipFiles.Of([.. ZipFiles.Parts(Good).Where(part => part.Name != name)])));
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        var bomb = ZipFiles.Of(CompressionLevel.SmallestSize, [("manifest.json", new byte[64 << 20])]);
        Assert.InRange(bomb.Length, 1, 1 << 20);
        Assert.Contains("is compressed", Saved.Refusal(bomb));
        Assert.InRange(Allocation.Of(() => Saved.Refusal(bomb)), 0, 1 << 20);
    }

    [Fact]
    public void Parts_that_lie_over_one_another_are_refused()
    {
        var zip = ZipFiles.Of(("a", new byte[50]), ("b", new byte[50]));
        var directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.GetBytes(0).CopyTo(zip, directory + 42); // b's header is now a's
        Assert.Contains("lies over another", Saved.Refusal(zip));
    }

    [Theory, InlineData(uint.MaxValue - 1), InlineData(0x7fffffffu)]
    public void A_part_that_begins_beyond_the_file_is_refused(uint place)
    {
        var zip = ZipFiles.Of(("a", new byte[50]));
        BitConverter.GetBytes(place).CopyTo(zip, zip.AsSpan().LastIndexOf("PK\x01\x02"u8) + 42);
        Assert.Contains("does not fit into the file", Saved.Refusal(zip));
    }

    [Theory]
    [InlineData("", "22 bytes or more")]
    [InlineData("no zip at all, but long enough to be one", "none, or it is truncated")]
    public void Something_else_is_refused(string text, string message) =>
        Assert.Contains(message, Saved.Refusal(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_manifest_longer_than_any_is_refused_before_it_is_read()
    {
        var zip = ZipFiles.Forged(Good, text => text + new string(' ', ClassifierManifest.MaximumLength));
        Assert.Contains("at most 8388608 are read", Saved.Refusal(zip));
        Assert.InRange(Allocation.Of(() => Saved.Refusal(zip)), 0, 1 << 20);
    }

    [Theory]
    [InlineData("\"width\": 2", "\"width\": 4096", "'conv1.weight' is 2 x 3 x 3 x 3; the network needs 4096 x 3 x 3 x 3")]
    [InlineData("\"width\": 2", "\"width\": 2147483647", "manifest.network.width is 2147483647; it must be in 1..4096")]
    [InlineData("\"width\": 2", "\"width\": 0", "manifest.network.width is 0")]
    [InlineData("\"width\": 2", "\"width\": \"2\"",
        "manifest.network.width cannot be read: Cannot get the value of a token type 'String' as a number")]
    [InlineData("\"width\": 2", "\"depth\": 2", "manifest.network.depth cannot be read: The JSON property 'depth' could not be mapped")]
    [InlineData("\"SmallConvNet\"", "\"ResNet18\"", "'fc.weight' is 3 x 8; the network needs 3 x 16")]
    [InlineData("\"SmallConvNet\"", "\"System.Diagnostics.Process\"", "not one of this library's")]
    [InlineData("\"channels\": 3", "\"channels\": 70000000", "manifest.images.channels")]
    [InlineData("\"height\": 8", "\"height\": 60000000", "too large")]
    [InlineData("\"brightest\": 255", "\"brightest\": 7", "manifest.images.brightest is 7")]
    [InlineData("\"valueType\": \"String\"", "\"valueType\": \"Int32\"", "The manifest holds an invalid value")]
    [InlineData("\"valueType\": \"String\"", "\"valueType\": \"Object\"", "manifest.labels.valueType is 'Object'")]
    [InlineData("\"red\"", "\"grün\"", "A class is named twice")]
    [InlineData("\"red\",", "", "'fc.weight' is 3 x 8; the network needs 2 x 8")]
    [InlineData("\"red\",", "\"red\", \"x\\ud800\",", "manifest.labels.values[1] cannot be read")]
    [InlineData("\"label\": \"Class\"", "\"label\": \"Pixels\"", "are both 'Pixels'")]
    [InlineData("\"label\": \"Class\"", "\"label\": null", "manifest.columns.label cannot be read: The constructor parameter 'Label'")]
    [InlineData("\"learningRate\": 0.05", "\"learningRate\": -1", "LearningRate is -1")]
    [InlineData("\"learningRate\": 0.05", "\"learningRate\": 1e999", "LearningRate is Infinity; it must be positive and finite")]
    [InlineData("\"numberOfEpochs\": 8", "\"numberOfEpochs\": 8, \"numberOfEpochs\": 9",
        "manifest.recipe.numberOfEpochs cannot be read: Duplicate property 'numberOfEpochs'")]
    [InlineData("\"numberOfEpochs\": 8", "\"numberOfEpochs\": 8, \"numberOfSteps\": 9", "NumberOfSteps is 9; it must be null where")]
    [InlineData("\"warmUpShare\": 0,", "", "manifest.recipe is without warmUpShare or decayToZero")]
    [InlineData("\"preparationTime\": \"00:00:00\"", "\"preparationTime\": \"soon\"",
        "manifest.history[0].preparationTime cannot be read: The JSON value is not in a supported TimeSpan format")]
    [InlineData("\"format\": \"MLNetUnlearning classifier\"", "\"format\": \"other\"", "its format is 'other'")]
    [InlineData("\"formatVersion\": 3", "\"formatVersion\": 0", "manifest.formatVersion is 0")]
    [InlineData("\"formatVersion\": 3", "\"formatVersion\": 1", "manifest.rows is of a newer version than the file")]
    [InlineData("\"numberOfUnknownForgottenRows\": 0", "\"numberOfUnknownForgottenRows\": -1", "numberOfUnknownForgottenRows is -1")]
    [InlineData("\"key\": \"", "\"key\": \"0", "manifest.rows.key is no name of a key")]
    [InlineData("\"seed\": -7,", "", "was missing required properties including: 'seed'")]
    [InlineData("\"seed\": -7,", "\"seed\": 2147483648,",
        "manifest.history[0].seed cannot be read: Either the JSON value is not in a supported format, or is out of bounds for an Int32")]
    [InlineData("\"numberOfRows\": 24", "\"numberOfRows\": -1", "manifest.history[0].numberOfRows is -1")]
    [InlineData(
        "\"forgottenAccuracy\": 12.5", "\"forgottenAccuracy\": 101",
        "manifest.history[1].judgement.forgottenAccuracy is 101; it must be in 0..100")]
    [InlineData(
        "\"attackAreaUnderCurve\": 0.55", "\"attackAreaUnderCurve\": 1.55",
        "manifest.history[1].judgement.attackAreaUnderCurve is 1.55; it must be in 0..1")]
    [InlineData(
        "\"numberOfUnseenRows\": 9", "\"numberOfUnseenRows\": -9",
        "manifest.history[1].judgement.numberOfUnseenRows is -9; it must be in 0..")]
    [InlineData("\"retainAccuracy\": 93.75,", "", "manifest.history[1].judgement cannot be read: ")]
    [InlineData("\"sparsity\": 0", "\"sparsity\": 1.5", "manifest.sparsity is 1.5; it must be in 0..1")]
    [InlineData("\"width\": 2", "\"width\": null", "'width' is null")]
    [InlineData("\"red\",", "\"red\", null,", "'values' is null")]
    [InlineData("\"history\": [", "\"history\": [null,", "'history' is null")]
    [InlineData("\"channels\": 3", "\"Channels\": 3",
        "manifest.images.Channels cannot be read: The JSON property 'Channels' could not be mapped")]
    [InlineData("\"channels\": 3", "\"$type\": \"System.Object\", \"channels\": 3", "manifest.images.$type cannot be read")]
    [InlineData("\"channels\": 3", "\"channels\": 3.0", "manifest.images.channels cannot be read")]
    [InlineData("\"part\": \"weights.safetensors\"", "\"part\": \"training-rows.bin\"", "is not what was saved")]
    public void A_manifest_that_was_forged_is_refused_in_words(string from, string to, string message)
    {
        var forged = ZipFiles.Forged(Good, text => Replaced(text, from, to));
        Assert.Contains(message, Saved.Refusal(forged));
        Assert.InRange(Allocation.Of(() => Saved.Refusal(forged)), 0, 4 << 20);
    }

    [Fact]
    public void Fingerprints_out_of_order_are_refused() => Assert.Contains(
        "'training-rows.bin' cannot be read", Saved.Refusal(ZipFiles.Forged(Good, rows: bytes => [.. bytes[16..], .. bytes[..16]])));

    [Fact]
    public void Weights_that_are_not_safetensors_are_refused() => Assert.Contains(
        "safetensors", Saved.Refusal(ZipFiles.Forged(Good, weights: bytes => [.. bytes[..8], .. new byte[bytes.Length - 8]])));

    [Fact]
    public void Deep_JSON_and_text_behind_the_manifest_are_refused()
    {
        Assert.Contains("cannot be read", Saved.Refusal(ZipFiles.Forged(Good, _ => new string('[', 100_000))));
        Assert.Contains("cannot be read", Saved.Refusal(ZipFiles.Forged(Good, text => text + "{}")));
    }

    private static string Replaced(string text, string from, string to)
    {
        Assert.Contains(from, text);
        var place = text.IndexOf(from, StringComparison.Ordinal);
        return text[..place] + to + text[(place + from.Length)..];
    }

    private static byte[] Make()
    {
        using var classifier = Saved.Classifier();
        return Saved.Bytes(classifier);
    }
}
