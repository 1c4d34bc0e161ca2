using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns of a text file that the members of a class ask for.</summary>
internal static class LoadColumnMembers
{
    public static TextLoader.Column[] Of(Type type)
    {
        IEnumerable<MemberInfo> fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        IEnumerable<MemberInfo> properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetGetMethod() is not null && property.GetIndexParameters().Length == 0);
        TextLoader.Column[] columns = [.. fields.Concat(properties).Select(ColumnOf)];
        return columns.Length > 0
            ? columns
            : throw new ArgumentOutOfRangeException("TInput", "Should define at least one public, readable field or property in TInput.");
    }

    private static TextLoader.Column ColumnOf(MemberInfo member)
    {
        string what = member is FieldInfo ? "Field" : "Property";
        LoadColumnAttribute load = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"{what} '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
        Type type = ObjectMembers.ValueType(member);
        DataKind kind = DataKinds.Of(type.IsArray ? type.GetElementType() : type)
            ?? throw new InvalidOperationException($"{what} {member.Name} is of unsupported type.");
        string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        return new TextLoader.Column(name, kind, load.Source, KeyOf(member));
    }

    private static KeyCount KeyOf(MemberInfo member) => member.GetCustomAttribute<KeyTypeAttribute>() is { } key
        ? new KeyCount(key.Count ?? throw new NotSupportedException("Using KeyType without the Count parameter is not supported"))
        : null;
}
