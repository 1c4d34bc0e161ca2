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
    }.ToDictionary(kind => kind.Type.RawType);

    private KeyValueKind(PrimitiveDataViewType type) => Type = type;

    public PrimitiveDataViewType Type { get; }

    /// <summary>The converter for a type; null if values of the type are neither text nor numbers.</summary>
    public static KeyValueKind? Of(DataViewType type) => type is KeyDataViewType ? null : ByRawType.GetValueOrDefault(type.RawType);

    /// <summary>The type with this name, such as "String" or "Int32"; null if
    /// there is none. It serves models that are read from a file.</summary>
    public static PrimitiveDataViewType? TypeNamed(string name) =>
        ByRawType.Values.FirstOrDefault(kind => kind.Type.ToString() == name)?.Type;

    /// <summary>The key values of a column, by class index.</summary>
    public abstract string[] Read(DataViewSchema.Column column);

    /// <summary>Adds key values to annotations.</summary>
    public abstract void Add(DataViewSchema.Annotations.Builder builder, string annotationName, IReadOnlyList<string> names);

    /// <summary>Adds key values to the definition of a column.</summary>
    public abstract void Add(SchemaDefinition.Column column, string annotationName, IReadOnlyList<string> names);

    private static KeyValueKind Number<T>(NumberDataViewType type) where T : struct, IFormattable, IParsable<T> => new Kind<T>(
        type, value => value.ToString(null, CultureInfo.InvariantCulture), name => T.Parse(name, CultureInfo.InvariantCulture));

    private sealed class Kind<T>(PrimitiveDataViewType type, Func<T, string> toText, Func<string, T> toValue) : KeyValueKind(type)
    {
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
