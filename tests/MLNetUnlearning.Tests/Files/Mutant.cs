namespace MLNetUnlearning.Tests;

/// <summary>Spoils bytes in the ways that files are spoilt.</summary>
internal static class Mutant
{
    private static readonly byte[][] Numbers =
        [[0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0], [1, 0, 0, 0]];

    public static byte[] Of(byte[] good, Random random)
    {
        byte[] bytes = [.. good];
        switch (random.Next(6))
        {
            case 0: // bits flipped
                for (var i = random.Next(1, 9); i > 0; i--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1: // truncated
                return bytes[..random.Next(bytes.Length)];
            case 2: // a length or place overwritten
                Numbers[random.Next(Numbers.Length)].CopyTo(bytes, random.Next(bytes.Length - 4));
                return bytes;
            case 3: // a digit changed: sizes in JSON
                var digits = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] is >= (byte)'0' and <= (byte)'9').ToList();
                if (digits.Count == 0) return bytes[1..];
                bytes[digits[random.Next(digits.Count)]] = (byte)('0' + random.Next(10));
                return bytes;
            case 4: // a stretch taken out
                var start = random.Next(bytes.Length);
                return [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + random.Next(1, 65))..]];
            default: // a stretch doubled
                var from = random.Next(bytes.Length);
                return [.. bytes[..from], .. bytes[Math.Max(0, from - random.Next(1, 65))..]];
        }
    }
}
