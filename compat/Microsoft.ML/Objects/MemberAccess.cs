using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Moves a member's value into a column and back.</summary>
internal abstract class MemberAccess<TRow>
{
    public static MemberAccess<TRow> Of(SchemaDefinition.Column column)
    {
        Type member = ObjectMembers.ValueType(column.Member);
        Type raw = column.ColumnType.RawType;
        return (MemberAccess<TRow>)Activator.CreateInstance(
            typeof(MemberAccess<,,>).MakeGenericType(typeof(TRow), member, raw), BindingFlags.Instance | BindingFlags.Public,
            null, [column.Member, Conversions.IntoColumn(member, column.ColumnType), Conversions.Between(raw, member)], null);
    }

    /// <summary>The getter of the column, live over the current object.</summary>
    public abstract Delegate Getter(Func<TRow> current);

    /// <summary>Writes the column of the row's current position into an object.</summary>
    public abstract Action<TRow> Setter(DataViewRow row, DataViewSchema.Column source);
}

internal sealed class MemberAccess<TRow, TMember, TRaw>(MemberInfo member, Conversion<TMember, TRaw> toColumn, Conversion<TRaw, TMember> toMember)
    : MemberAccess<TRow>
{
    public override Delegate Getter(Func<TRow> current)
    {
        if (toColumn is null)
            throw new InvalidOperationException($"Member {member.Name} of type {typeof(TMember)} cannot be a column of {typeof(TRaw)}.");
        Func<TRow, TMember> read = Reader();
        return (ValueGetter<TRaw>)((ref TRaw value) => toColumn(read(current()), ref value));
    }

    public override Action<TRow> Setter(DataViewRow row, DataViewSchema.Column source)
    {
        if (toMember is null)
            throw new InvalidOperationException($"Can't bind the IDataView column '{source.Name}' of type '{source.Type}' to field or property '{member.Name}' of type '{typeof(TMember).FullName}'.");
        Action<TRow, TMember> write = Writer();
        Func<TRow, TMember> read = member is PropertyInfo { CanRead: false } ? _ => default : Reader();
        ValueGetter<TRaw> getter = row.GetGetter<TRaw>(source);
        TRaw value = default;
        return target => {
            getter(ref value);
            TMember converted = read(target); // an array that is there already is written into, where it fits
            toMember(value, ref converted);
            write(target, converted);
        };
    }

    private Func<TRow, TMember> Reader()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    private Action<TRow, TMember> Writer()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }
}
