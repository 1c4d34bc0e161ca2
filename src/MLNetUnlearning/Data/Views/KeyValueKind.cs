using System.Numerics;

namespace MLNetUnlearning.Data;

/// <summary>Converts key values of one type to text and back.</summary>
internal abstract class KeyValueKind
{
    private static readonly Dictionary<Type, KeyValueKind> ByRawType = new KeyValueKind[]
    {
        new Kind<ReadOnlyMemory<char>>(TextDataViewType.Instance, value => value.ToString(), name => name.AsMemory()),
        Number<float>(NumberDataViewType.Single), Number<double>(NumberDataViewType.Double),
        Number<sbyte>(NumberDataViewType.SByte), Number<byte>(NumberDataViewType.Byte),
        Number<short>(NumberDataViewType.Int16), Number<ushort>(NumberDataViewType.UInt16),
        Number<int>(NumberDataViewType.Int32), Number<uint>(NumberDataViewType.UInt32),
        Number<long>(NumberDataViewType.Int64), Number<ulong>(NumberDataViewType.UInt64),
        new Kind<bool>(BooleanDataViewType.Instance, value => value.ToString(), bool.Parse),
        new Kind<TimeSpan>(TimeSpanDataViewType.Instance, value => value.ToString("c"), name => TimeSpan.Parse(name, Invariant)),
        new Kind<DateTime>(
            DateTimeDataViewType.Instance, value => value.ToString("o"),
            name => DateTime.Parse(name, Invariant, DateTimeStyles.RoundtripKind)),
        new Kind<DateTimeOffset>(
            DateTimeOffsetDataViewType.Instance, value => value.ToString("o"), name => DateTimeOffset.Parse(name, Invariant)),
    }.ToDictionary(kind => kind.Type.RawType);

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private KeyValueKind(PrimitiveDataViewType type) => Type = type;

    public PrimitiveDataViewType Type { get; }

    /// <summary>The converter for a type; null if values of the type have no text of their own, as vectors have none.</summary>
    public static KeyValueKind? Of(DataViewType type) => type is KeyDataViewType ? null : ByRawType.GetValueOrDefault(type.RawType);

    /// <summary>The type with this name, such as "String" or "Int32"; null if
    /// there is none. It serves models that are read from a file.</summary>
    public static PrimitiveDataViewType? TypeNamed(string name) =>
        ByRawType.Values.FirstOrDefault(kind => kind.Type.ToString() == name)?.Type;

    /// <summary>Two values of a type, as text.</summary>
    /// <param name="type">The type; null: keys without values.</param>
    public static string[] Samples(PrimitiveDataViewType? type) => type switch
    {
        BooleanDataViewType => [bool.FalseString, bool.TrueString],
        DateTimeDataViewType or DateTimeOffsetDataViewType => ["2001-01-01", "2001-01-02"],
        _ => ["0", "1"],
    };

    /// <summary>The value that a text stands for, as <see cref="Read"/> writes it: 3.0 and 3e0 are the whole number 3, and "true" is True.
    /// Null if it stands for no value of this type.</summary>
    public abstract string? Normalized(string name);

    /// <summary>The key values of a column, by class index.</summary>
    public abstract string[] Read(DataViewSchema.Column column);

    /// <summary>Adds key values to annotations.</summary>
    public abstract void Add(DataViewSchema.Annotations.Builder builder, string annotationName, IReadOnlyList<string> names);

    /// <summary>Adds key values to the definition of a column.</summary>
    public abstract void Add(SchemaDefinition.Column column, string annotationName, IReadOnlyList<string> names);

    private static KeyValueKind Number<T>(NumberDataViewType type) where T : struct, INumber<T> => new Kind<T>(
        type, value => value.ToString(null, Invariant), name => T.Parse(name, NumberStyles.Float, Invariant));

    private sealed class Kind<T>(PrimitiveDataViewType type, Func<T, string> toText, Func<string, T> toValue) : KeyValueKind(type)
    {
        public override string? Normalized(string name)
        {
            try
            {
                return toText(toValue(name));
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                return null;
            }
        }

        public override string[] Read(DataViewSchema.Column column)
        {
            VBuffer<T> values = default;
            column.GetKeyValues(ref values);
            return values.DenseValues().Select(toText).ToArray();
        }

        public override void Add(DataViewSchema.Annotations.Builder builder, string annotationName, IReadOnlyList<string> names)
        {
            var values = names.Select(toValue).ToArray();
            builder.Add(annotationName, new VectorDataViewType(Type, values.Length),
                (ref VBuffer<T> buffer) => new VBuffer<T>(values.Length, values).CopyTo(ref buffer));
        }

        public override void Add(SchemaDefinition.Column column, string annotationName, IReadOnlyList<string> names)
        {
            var values = names.Select(toValue).ToArray();
            column.AddAnnotation(annotationName, new VBuffer<T>(values.Length, values), new VectorDataViewType(Type, values.Length));
        }
    }
}
