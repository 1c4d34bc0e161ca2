using System.Text;
using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Pickles can run programs; here they cannot.</summary>
public sealed class RefusedPicklesTests(ITestOutputHelper output)
{
    private static readonly byte[] Good = File.ReadAllBytes(TorchFiles.Path("resnet18-wrapped.pth"));
    private static readonly byte[] GoodPickle = ZipFiles.Parts(Good).Single(IsPickle).Bytes;

    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0004\0\0\0true\u0085R.", "asks for 'os.system'")]
    [InlineData("\u0080\u0002c__builtin__\neval\nX\u0003\0\0\01+1\u0085R.", "asks for '__builtin__.eval'")]
    [InlineData("\u0080\u0002cbuiltins\ngetattr\n.", "asks for 'builtins.getattr'")]
    [InlineData("\u0080\u0002ctorch\nload\n.", "asks for 'torch.load'")]
    [InlineData("\u0080\u0002c\n\n.", "asks for '.'")]
    [InlineData("\u0080\u0002(S'x'\nios\nsystem\n.", "opcode 0x53")]
    [InlineData("\u0080\u0002(X\u0001\0\0\0xios\nsystem\n.", "opcode 0x69")]
    [InlineData("\u0080\u0002)\u0081.", "damaged")]
    [InlineData("\u0080\u0002\u0082\u0001.", "opcode 0x82")]
    [InlineData("\u0080\u0004\u0095.", "protocol 4")]
    [InlineData("\u0080\u0002K\u0001)R.", "calls something that is no function")]
    [InlineData("\u0080\u0002ctorch\nFloatStorage\n)R.", "calls something that is no function")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\n]\u0085R.", "calls 'OrderedDict'")]
    [InlineData("\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n)R.", "calls '_rebuild_tensor_v2'")]
    [InlineData("\u0080\u0002K\u0001Q.", "names a storage")]
    [InlineData("\u0080\u0002]}b.", "attributes")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u00ffx", "ends too early")]
    [InlineData("\u0080\u0002\u008a\u00ff", "ends too early")]
    [InlineData("\u0080\u0002\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", "more than 64 bits")]
    [InlineData("\u0080\u0002X\u0001\0\0\0\u00ff.", "no valid Unicode")]
    [InlineData("\u0080\u0002c", "within a name")]
    [InlineData("\u0080\u0002R.", "damaged")]
    [InlineData("\u0080\u0002.", "damaged")]
    [InlineData("\u0080\u0002(}(t.", "holds no dictionary")]
    [InlineData("\u0080\u0002h\u0005.", "damaged")]
    [InlineData("\u0080\u0002}K\u0001a.", "damaged")]
    [InlineData("\u0080\u0002}(K\u0001u.", "damaged")]
    [InlineData("", "ends too early")]
    [InlineData("\u0080\u0002}K\u0001K\u0002s.", "a key is no text")]
    [InlineData("\u0080\u0002}X\u0001\0\0\0aK\u0002s.", "Entry 'a' is no tensor")]
    public void A_pickle_that_is_more_than_tensors_is_refused(string pickle, string message) =>
        Assert.Contains(message, Refusal(With(Encoding.Latin1.GetBytes(pickle))));

    [Theory]
    [InlineData("K\0", "(K\u0005K\u0003K\u0003K\u0003t", "does not fit")] // 5 x 3 x 3 x 3 of a storage of 1 x 3 x 3 x 3
    [InlineData("K\u0001", "(K\u0001K\u0003K\u0003K\u0003t", "does not fit")] // begins one number late
    [InlineData("J\u00ff\u00ff\u00ff\u00ff", "(K\u0001K\u0003K\u0003K\u0003t", "does not fit")] // begins before its storage
    [InlineData("K\0", "(J\u00ff\u00ff\u00ff\u00ffK\u0003K\u0003K\u0003t", "negative size")]
    [InlineData("K\0", "(\u008a\u0008\0\0\0\0\0\0\0@K\u0003K\u0003K\u0003t", "too large")]
    public void A_tensor_beyond_its_numbers_is_refused_by_name(string offset, string sizes, string message)
    {
        const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u001btQ";
        const string Strides = "(K\u001bK\u0009K\u0003K\u0001t\u0089ccollections\nOrderedDict\n)RtRs.";
        var pickle = $"\u0080\u0002}}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n({Storage}{offset}{sizes}{Strides}";
        var zip = ZipFiles.Of(("x/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("x/data/0", new byte[4 * 27]));
        var refusal = Refusal(zip);
        Assert.Contains(message, refusal);
        Assert.Contains("'w'", refusal);
    }

    [Fact]
    public void An_old_file_without_an_archive_is_refused_with_advice() =>
        Assert.Contains("PyTorch before 1.6", Refusal([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]));

    [Fact]
    public void A_TorchScript_program_is_refused_by_its_name() =>
        Assert.Contains("TorchScript", Refusal(ZipFiles.Of(("x/data.pkl", [1]), ("x/constants.pkl", [1]))));

    [Fact]
    public void A_thousand_spoilt_files_are_refused_or_read() => Spoil(Good, seed: 5, mutant => mutant);

    [Fact]
    public void A_thousand_spoilt_pickles_are_refused_or_read() => Spoil(GoodPickle, seed: 6, With);

    private void Spoil(byte[] good, int seed, Func<byte[], byte[]> toFile)
    {
        var (refused, most) = SpoiltFiles.Read(good, seed, 1000, Read, toFile);
        output.WriteLine($"{refused} of 1000 refused; at most {most} bytes allocated for one of {good.Length} bytes.");
        Assert.InRange(refused, 50, 1000);
        Assert.InRange(most, 0, 32 << 20);
    }

    private static byte[] With(byte[] pickle) =>
        ZipFiles.Of([.. ZipFiles.Parts(Good).Select(part => IsPickle(part) ? (part.Name, pickle) : part)]);

    private static bool IsPickle((string Name, byte[] Bytes) part) => part.Name.EndsWith("/data.pkl", StringComparison.Ordinal);

    private static string Refusal(byte[] file) => Assert.Throws<ModelFileException>(() => Read(file)).Message;

    private static void Read(byte[] file) => WeightsImport
        .Read(new MemoryStream(file), "a test", TorchFiles.Classes(3), null, TorchFiles.Shape, new ClassifierColumns(), Tiny.Recipe, CPU)
        .Network.Dispose();
}
