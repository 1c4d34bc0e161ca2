using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Reads a field's text as a value; false where it is none. An empty field is the type's missing value, and no error.</summary>
internal delegate bool FieldParser<T>(ReadOnlyMemory<char> field, out T value);

internal static class FieldParsers
{
    public static FieldParser<T> Of<T>(PrimitiveDataViewType type, bool missingRealsAsNaNs) => (FieldParser<T>)Of(type, missingRealsAsNaNs);

    private static Delegate Of(PrimitiveDataViewType type, bool missingRealsAsNaNs) => type switch
    {
        KeyDataViewType key => OfKey(key),
        BooleanDataViewType => (FieldParser<bool>)Boolean,
        TextDataViewType => (FieldParser<ReadOnlyMemory<char>>)Text,
        _ => Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.SByte => (FieldParser<sbyte>)Whole,
            TypeCode.Byte => (FieldParser<byte>)Whole,
            TypeCode.Int16 => (FieldParser<short>)Whole,
            TypeCode.UInt16 => (FieldParser<ushort>)Whole,
            TypeCode.Int32 => (FieldParser<int>)Whole,
            TypeCode.UInt32 => (FieldParser<uint>)Whole,
            TypeCode.Int64 => (FieldParser<long>)Whole,
            TypeCode.UInt64 => (FieldParser<ulong>)Whole,
            TypeCode.Single => Real(missingRealsAsNaNs ? float.NaN : 0),
            TypeCode.Double => Real(missingRealsAsNaNs ? double.NaN : 0),
            _ => throw new NotSupportedException($"Columns of type {type} cannot be read from text."),
        },
    };

    private static Delegate OfKey(KeyDataViewType key) =>
        key.RawType == typeof(byte) ? Key<byte>(key.Count)
        : key.RawType == typeof(ushort) ? Key<ushort>(key.Count)
        : key.RawType == typeof(uint) ? Key<uint>(key.Count)
        : Key<ulong>(key.Count);

    private static bool Text(ReadOnlyMemory<char> field, out ReadOnlyMemory<char> value)
    {
        value = field;
        return true;
    }

    private static bool Boolean(ReadOnlyMemory<char> field, out bool value)
    {
        bool? said = field.ToString().ToLowerInvariant() switch
        {
            "1" or "+1" or "+" or "t" or "true" or "y" or "yes" => true,
            "" or "0" or "-1" or "-" or "f" or "false" or "n" or "no" => false,
            _ => null,
        };
        value = said ?? false;
        return said is not null;
    }

    private static bool Whole<T>(ReadOnlyMemory<char> field, out T value) where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        value = T.Zero;
        NumberStyles style = T.IsZero(T.MinValue) ? NumberStyles.None : NumberStyles.AllowLeadingSign;
        return field.IsEmpty || (field.Span[0] != '+' && T.TryParse(field.Span, style, CultureInfo.InvariantCulture, out value));
    }

    /// <summary>What is no number is not a number: no error.</summary>
    private static FieldParser<T> Real<T>(T missing) where T : IBinaryFloatingPointIeee754<T> => (ReadOnlyMemory<char> field, out T value) => {
        ReadOnlySpan<char> text = field.Span.Trim();
        value = text switch
        {
            "" => missing,
            "Infinity" or "∞" => T.PositiveInfinity,
            "-Infinity" or "-∞" => T.NegativeInfinity,
            _ when text.ContainsAnyInRange('0', '9') && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) => number,
            _ => T.NaN,
        };
        return true;
    };

    /// <summary>Files count keys from zero, columns from one; what is none of the key's values is missing.</summary>
    private static FieldParser<T> Key<T>(ulong count) where T : IBinaryInteger<T> => (ReadOnlyMemory<char> field, out T value) => {
        bool known = ulong.TryParse(field.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number < count;
        value = known ? T.CreateTruncating(number + 1) : T.Zero;
        return true;
    };
}
