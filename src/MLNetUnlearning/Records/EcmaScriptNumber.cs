namespace MLNetUnlearning.Records;

/// <summary>Writes numbers as ECMAScript's <c>Number::toString</c> does, which RFC 8785 asks for.</summary>
internal static class EcmaScriptNumber
{
    private const int MostPlainDigits = 21, MostLeadingZeros = 6; // beyond these, there is an exponent

    /// <summary>The shortest decimal number that is read back as the same value, in the form of ECMAScript.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="FormatException">The number is not finite: JSON has no form for it.</exception>
    public static string Text(double value)
    {
        if (!double.IsFinite(value)) throw new FormatException($"{value.ToString(CultureInfo.InvariantCulture)} is no number of JSON.");
        if (value == 0) return "0"; // also -0
        var sign = value < 0 ? "-" : "";
        // .NET finds the same digits and lays them out otherwise: 1.5E-07.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var (whole, fraction) = shortest[0].Split('.') is [var before, var after] ? (before, after) : (shortest[0], "");
        var exponent = shortest.Length == 1 ? 0 : int.Parse(shortest[1], CultureInfo.InvariantCulture);
        var leadingZeros = (whole + fraction).Length - (whole + fraction).TrimStart('0').Length;
        var point = whole.Length + exponent - leadingZeros; // the place of the decimal point, counted from the first digit
        return sign + Laid((whole + fraction).Trim('0'), point);
    }

    private static string Laid(string digits, int point)
    {
        if (digits.Length <= point && point <= MostPlainDigits) return digits.PadRight(point, '0');
        if (0 < point && point <= MostPlainDigits) return $"{digits[..point]}.{digits[point..]}";
        if (-MostLeadingZeros < point && point <= 0) return $"0.{new string('0', -point)}{digits}";
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1)}");
    }
}
