using System.Numerics;
using System.Security.Cryptography;
using MLNetUnlearning.Files;
using MLNetUnlearning.Records;

namespace MLNetUnlearning;

/// <summary>The key that signs deletion records, or its public half, which verifies them: ECDSA on the curve P-256.</summary>
/// <remarks>Whoever holds the private key can sign all records of a folder anew. Keep it where its users cannot change the records, and
/// give the public key to whoever verifies by another way than the records.</remarks>
public sealed class RecordKey : IDisposable
{
    /// <summary>The name of the file of a private key that <see cref="LoadOrCreate"/> makes.</summary>
    public const string PrivateFile = "private.pem";

    /// <summary>The name of the file of the public key beside it.</summary>
    public const string PublicFile = "public.pem";

    internal const string LockFile = ".key.lock";
    internal const string Algorithm = "ECDSA P-256 with SHA-256";
    internal const int SignatureLength = 64;

    private const string CurveP256 = "1.2.840.10045.3.1.7";
    private const int MostBytes = 16 << 10; // a file of one key has a few hundred
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The order of the curve. If (r, s) is a signature then (r, order - s) is one too; only the one with the lower s counts here,
    /// so that a signature cannot be changed.</summary>
    private static readonly BigInteger Order =
        Number(Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    private readonly ECDsa key;

    private RecordKey(ECDsa key, bool canSign)
    {
        (this.key, CanSign) = (key, canSign);
        var bytes = key.ExportSubjectPublicKeyInfo();
        Identity = Convert.ToHexStringLower(SHA256.HashData(bytes));
        PublicPem = key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    /// <summary>Whether the private half is here.</summary>
    public bool CanSign { get; }

    /// <summary>Tells keys apart: the SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hexadecimal digits.</summary>
    public string Identity { get; }

    /// <summary>The public key as PEM text.</summary>
    public string PublicPem { get; }

    /// <summary>Takes over a key from PEM text: a private one (PKCS #8 or SEC 1, not encrypted) or a public one.</summary>
    /// <param name="pem">The text.</param>
    /// <exception cref="ArgumentException">The text is no such key, or the key is on another curve than P-256.</exception>
    public static RecordKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return Of(key, canSign: pem.Contains("PRIVATE KEY", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new ArgumentException(
                $"The text is no key of ECDSA P-256 in PEM form that is not encrypted: {error.Message}", nameof(pem));
        }
    }

    /// <summary>Takes over a key of the system's cryptography, for example one that a vault keeps. The new object disposes it.</summary>
    /// <param name="key">A key on P-256.</param>
    /// <param name="canSign">Whether its private half can be used.</param>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    public static RecordKey Of(ECDsa key, bool canSign = true)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == CurveP256
            ? new RecordKey(key, canSign)
            : throw new ArgumentException("The key is on another curve than P-256.", nameof(key));
    }

    /// <summary>Reads a key from a PEM file.</summary>
    /// <param name="path">The file of a private or a public key.</param>
    /// <exception cref="ArgumentException">The file holds no such key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static RecordKey Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromPem(System.Text.Encoding.ASCII.GetString(BoundedFile.Read(path, MostBytes)));
    }

    /// <summary>Reads the private key of a folder; where there is none, makes one: <see cref="PrivateFile"/>, which only its owner may
    /// read, and <see cref="PublicFile"/> beside it. Of processes that do so at once one makes it, and the others read that.</summary>
    /// <param name="folder">The folder; it is made if it is not there.</param>
    /// <exception cref="InvalidOperationException">The public key is there and the private one is not: it was put elsewhere, and another
    /// key would not belong to the records that are there.</exception>
    /// <exception cref="ArgumentException">The file holds no private key of this kind.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a file is denied.</exception>
    public static RecordKey LoadOrCreate(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (secret, open) = (Path.Combine(folder, PrivateFile), Path.Combine(folder, PublicFile));
        if (File.Exists(secret) && File.Exists(open)) return LoadPrivate(folder); // it may be one to read from
        Directory.CreateDirectory(folder);
        using var held = ExclusiveFile.Open(Path.Combine(folder, LockFile)); // another process may have made one by now
        if (!File.Exists(secret))
        {
            if (File.Exists(open))
                throw new InvalidOperationException(
                    $"'{open}' is there and '{PrivateFile}' is not: give the private key that belongs to it.");
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(secret, made.ExportPkcs8PrivateKeyPem() + "\n", OwnerAlone);
        }
        var key = LoadPrivate(folder);
        if (!File.Exists(open)) Write(open, key.PublicPem);
        return key;
    }

    /// <summary>Such as "public key 1f0a..", the first half of <see cref="Identity"/>.</summary>
    public override string ToString() => $"{(CanSign ? "private" : "public")} key {Identity[..32]}";

    /// <summary>Frees the key.</summary>
    public void Dispose() => key.Dispose();

    /// <summary>The signature of some bytes: 64 bytes, r and s.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        var signature = key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var s = signature.AsSpan(SignatureLength / 2);
        if (IsLow(s)) return signature;
        var lower = (Order - Number(s)).ToByteArray(isUnsigned: true, isBigEndian: true);
        s.Clear();
        lower.CopyTo(s[^lower.Length..]);
        return signature;
    }

    /// <summary>Whether these bytes have this signature.</summary>
    internal bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && IsLow(signature[(SignatureLength / 2)..])
        && key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static bool IsLow(ReadOnlySpan<byte> s) => Number(s) * 2 <= Order;

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static RecordKey LoadPrivate(string folder)
    {
        var secret = Path.Combine(folder, PrivateFile);
        var key = Load(secret);
        if (key.CanSign) return key;
        key.Dispose();
        throw new ArgumentException($"'{secret}' holds no private key.", nameof(folder));
    }

    private static void Write(string path, string text, UnixFileMode? mode = null) =>
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(text)), mode);
}
