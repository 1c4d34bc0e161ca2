namespace MLNetUnlearning.Tests;

public class DerivedArtefactTests
{
    [Theory]
    [InlineData(ArtefactKind.ModelBefore, "model before", "destroy")]
    [InlineData(ArtefactKind.ModelAfter, "model after", "keep")]
    [InlineData(ArtefactKind.Export, "export", "replace")]
    [InlineData(ArtefactKind.PreparedAttacker, "prepared attacker", "destroy")]
    [InlineData(ArtefactKind.CopyOfRecipient, "copy of recipient", "tell recipients")]
    public void A_kind_has_its_words_and_its_usual_duty(ArtefactKind kind, string words, string duty)
    {
        var part = Assert.Single(DerivedArtefact.Elsewhere("there", kind).ToParts());
        Assert.Equal((words, duty, "there", null), (part.Kind, part.Duty, part.Name, part.Sha256));
    }

    [Fact]
    public void A_file_is_kept_by_name_length_and_hash()
    {
        using var folder = new TemporaryFolder();
        folder.Write("deep/a.bin", "abc"u8.ToArray());
        var part = Assert.Single(
            DerivedArtefact.AtPath(folder.File("deep", "a.bin"), ArtefactKind.Cache, ArtefactDuty.Keep).ToParts());
        Assert.Equal(("a.bin", 3, "keep"), (part.Name, part.Length, part.Duty));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", part.Sha256);
        Assert.Equal(["a.bin"], DerivedArtefact.AtPath(folder.Path, ArtefactKind.Checkpoint).ToParts().Select(file => file.Name));
    }

    [Fact]
    public void A_file_must_be_there() =>
        Assert.ThrowsAny<IOException>(() => DerivedArtefact.AtPath("/nowhere/a.bin", ArtefactKind.Cache).ToParts().ToList());
}
