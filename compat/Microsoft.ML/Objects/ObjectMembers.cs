using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The members of a class that can be columns, and the column types they stand for.</summary>
internal static class ObjectMembers
{
    public static IEnumerable<MemberInfo> Of(Type type, SchemaDefinition.Direction direction) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => !field.IsLiteral && !field.IsInitOnly).Cast<MemberInfo>()
            .Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => CanBeUsed(property, direction)))
            .Where(member => member.GetCustomAttribute<NoColumnAttribute>() is null);

    public static Type ValueType(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static DataViewType ColumnType(MemberInfo member)
    {
        Type type = ValueType(member);
        if (member.GetCustomAttribute<DataViewTypeAttribute>() is { ColumnType: { } given } && given.RawType == type)
            return given;
        Type item = type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0]
            : null;
        PrimitiveDataViewType itemType = Primitive(item ?? type, member);
        if (item is null) {
            return member.GetCustomAttribute<VectorTypeAttribute>() is null ? itemType
                : throw NotFitting(member, "VectorTypeAttribute", "vector type");
        }
        int[] dimensions = member.GetCustomAttribute<VectorTypeAttribute>()?.Dimensions;
        return dimensions is null or [] ? new VectorDataViewType(itemType) : new VectorDataViewType(itemType, dimensions);
    }

    public static PrimitiveDataViewType NumberType(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => NumberDataViewType.Byte,
        TypeCode.SByte => NumberDataViewType.SByte,
        TypeCode.Int16 => NumberDataViewType.Int16,
        TypeCode.UInt16 => NumberDataViewType.UInt16,
        TypeCode.Int32 => NumberDataViewType.Int32,
        TypeCode.UInt32 => NumberDataViewType.UInt32,
        TypeCode.Int64 => NumberDataViewType.Int64,
        TypeCode.UInt64 => NumberDataViewType.UInt64,
        TypeCode.Single => NumberDataViewType.Single,
        TypeCode.Double => NumberDataViewType.Double,
        _ => null,
    };

    private static bool CanBeUsed(PropertyInfo property, SchemaDefinition.Direction direction) =>
        property.GetIndexParameters().Length == 0
        && ((direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() is not null)
            || (direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() is not null));

    private static PrimitiveDataViewType Primitive(Type type, MemberInfo member)
    {
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key) {
            if (!KeyDataViewType.IsValidDataType(type))
                throw NotFitting(member, "KeyType attribute", "valid kind of data for a key type");
            return new KeyDataViewType(type, key.Count ?? throw new NotSupportedException("Using KeyType without the Count parameter is not supported"));
        }
        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>))
            return TextDataViewType.Instance;
        if (type == typeof(bool))
            return BooleanDataViewType.Instance;
        if (type == typeof(DataViewRowId))
            return RowIdDataViewType.Instance;
        return (type.IsEnum ? null : NumberType(type))
            ?? throw new ArgumentOutOfRangeException("rawType", $"Could not determine an IDataView type and registered custom types for member {member.Name}");
    }

    private static ArgumentOutOfRangeException NotFitting(MemberInfo member, string attribute, string kind) =>
        new("userType", $"Member {member.Name} marked with {attribute}, but does not appear to be a {kind}");
}
