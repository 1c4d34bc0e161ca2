using System.Security.Cryptography;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

public class RecordKeyTests
{
    [Fact]
    public void A_folder_gets_its_key_once()
    {
        using var folder = new TemporaryFolder();
        using var first = RecordKey.LoadOrCreate(folder.File("keys"));
        using var second = RecordKey.LoadOrCreate(folder.File("keys"));
        using var open = RecordKey.Load(folder.File("keys", RecordKey.PublicFile));
        Assert.Equal(first.Identity, second.Identity);
        Assert.Equal(first.Identity, open.Identity);
        Assert.True(first.CanSign);
        Assert.False(open.CanSign);
        Assert.Equal(first.PublicPem, File.ReadAllText(folder.File("keys", RecordKey.PublicFile)));
        Assert.True(open.Verifies([1, 2, 3], second.Sign([1, 2, 3])));
    }

    [Fact]
    public async Task The_key_that_another_process_is_making_is_waited_for()
    {
        using var folder = new TemporaryFolder();
        using var made = RecordKey.LoadOrCreate(folder.File("other"));
        var held = ExclusiveFile.Open(folder.File(RecordKey.LockFile));
        var asked = Task.Run(() => RecordKey.LoadOrCreate(folder.Path));
        Assert.NotSame(asked, await Task.WhenAny(asked, Task.Delay(500)));
        foreach (var name in new[] { RecordKey.PrivateFile, RecordKey.PublicFile })
            File.Copy(folder.File("other", name), folder.File(name));
        held.Dispose();
        using var key = await asked;
        Assert.Equal(made.Identity, key.Identity);
        Assert.Equal([folder.File(RecordKey.PrivateFile), folder.File(RecordKey.PublicFile)], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void A_key_is_read_while_another_process_holds_its_folder()
    {
        using var folder = new TemporaryFolder();
        using var made = RecordKey.LoadOrCreate(folder.Path);
        using var held = ExclusiveFile.Open(folder.File(RecordKey.LockFile)); // as in a folder that is there to be read
        using var key = RecordKey.LoadOrCreate(folder.Path);
        Assert.Equal(made.Identity, key.Identity);
    }

    [UnixFact]
    public void The_private_key_is_for_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        RecordKey.LoadOrCreate(folder.Path).Dispose();
        Assert.Equal("600", Shell.Says($"stat -c %a '{folder.File(RecordKey.PrivateFile)}'"));
    }

    [Fact]
    public void A_private_key_that_was_put_elsewhere_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        RecordKey.LoadOrCreate(folder.Path).Dispose();
        File.Delete(folder.File(RecordKey.PrivateFile));
        Refused.With<InvalidOperationException>("give the private key that belongs to it", () => RecordKey.LoadOrCreate(folder.Path));
    }

    [Fact]
    public void Both_forms_of_private_keys_are_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var pkcs = RecordKey.FromPem(key.ExportPkcs8PrivateKeyPem());
        using var sec = RecordKey.FromPem(key.ExportECPrivateKeyPem());
        Assert.True(pkcs.CanSign && sec.CanSign);
        Assert.Equal(pkcs.Identity, sec.Identity);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), pkcs.Identity);
    }

    [Fact]
    public void Other_keys_are_refused()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var encrypted = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        string[] pems =
        [
            curve.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(),
            encrypted.ExportEncryptedPkcs8PrivateKeyPem("word", parameters), OfUnknownCurve(encrypted), "", "no key",
        ];
        Assert.All(pems, pem => Refused.With<ArgumentException>("no key of ECDSA P-256", () => RecordKey.FromPem(pem)));
    }

    /// <summary>The key, with 1.2.840.10045 in the name of its curve changed to 1.2.840.10237.</summary>
    private static string OfUnknownCurve(ECDsa key)
    {
        var bytes = key.ExportPkcs8PrivateKey();
        byte[] curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        var place = bytes.AsSpan().IndexOf(curve);
        (bytes[place + 3], bytes[place + 4]) = (0xcf, 0x7d);
        return PemEncoding.WriteString("PRIVATE KEY", bytes);
    }

    [Fact]
    public void Signatures_have_the_lower_of_two_forms()
    {
        using var key = RecordKey.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        for (byte i = 0; i < 40; i++) // half of all signatures have the higher form at first
        {
            var signature = key.Sign([i]);
            Assert.True(signature[32] < 0x80, "s is above half of the order");
            Assert.True(key.Verifies([i], signature));
            Assert.False(key.Verifies([(byte)(i + 1)], signature));
            Assert.False(key.Verifies([i], signature[..63]));
        }
    }
}
