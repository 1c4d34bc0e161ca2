using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Which members of a class are columns, under which names and of which types.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set => this[FindIndex(column => column.ColumnName == columnName)] = value;
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (MemberInfo member in ObjectMembers.Of(userType, direction)) {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member, name, ObjectMembers.ColumnType(member)));
        }
        return definition;
    }

    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();

        internal Column(MemberInfo member, string name, DataViewType type) => (Member, ColumnName, ColumnType) = (member, name, type);

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public string MemberName => Member.Name;

        internal MemberInfo Member { get; }

        internal DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType) =>
            _annotations.Add(kind, annotationType, (ref T target) => target = value);
    }
}
