using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>The file as somebody else's program sees it: Python's own zipfile, json, hashlib and struct.</summary>
public sealed class PythonReadsItTests(ITestOutputHelper output)
{
    private const string Script = """
        import hashlib, json, struct, sys, zipfile
        archive = zipfile.ZipFile(sys.argv[1])
        assert archive.testzip() is None
        manifest = archive.read('manifest.json')
        assert archive.read('manifest.sha256').decode() == hashlib.sha256(manifest).hexdigest() + '  manifest.json\n'
        manifest = json.loads(manifest)
        weights = archive.read('weights.safetensors')
        assert hashlib.sha256(weights).hexdigest() == manifest['weights']['sha256']
        length = struct.unpack('<Q', weights[:8])[0]
        assert length % 8 == 0
        header = json.loads(weights[8:8 + length])
        start, end = header['fc.bias']['data_offsets']
        print(manifest['labels']['values'], len(header) - 1, header['conv1.weight']['dtype'], header['conv1.weight']['shape'])
        print(*struct.unpack('<3f', weights[8 + length + start:8 + length + end]))
        """;

    [Fact]
    public void Python_finds_the_classes_the_shapes_and_the_numbers()
    {
        using var folder = new TemporaryFolder();
        using var classifier = Saved.Classifier();
        var path = folder.File("classifier.zip");
        classifier.Save(path);
        var printed = Python.Run(Script, path);
        if (printed is null)
        {
            output.WriteLine("python3 is not installed: only the file's own hashes were checked.");
            Assert.Equal(Saved.Bytes(classifier), File.ReadAllBytes(path));
            return;
        }
        Assert.Equal("['red', 'grün', 'a \"b\"'] 20 F32 [2, 3, 3, 3]", printed[0]);
        Assert.Equal(Tiny.Weights(classifier)["fc.bias"], printed[1].Split(' ').Select(float.Parse));
    }
}
