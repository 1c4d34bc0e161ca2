using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNetUnlearning.Tests;

/// <summary>The public surface of an assembly as text: a line a type, below it a line a member, in an order that only changes with the surface.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
    };
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly) => string.Concat(assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => MembersOf(type).Order(StringComparer.Ordinal).Select(member => "    " + member).Prepend(Header(type)))
        .Select(line => line + "\n"));

    private static string Header(Type type)
    {
        var name = $"{type.Namespace}.{Name(type)}";
        if (type.IsEnum) return $"enum {name}";
        if (IsDelegate(type)) return $"delegate {name}";
        var kind = type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        string[] bases = [.. new[] { type.BaseType }.OfType<Type>().Where(each => each != typeof(object) && each != typeof(ValueType)).Select(Name),
            .. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Select(Name).Order(StringComparer.Ordinal)];
        return $"{kind} {name}" + (bases.Length > 0 ? $" : {string.Join(", ", bases)}" : "");
    }

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static IEnumerable<string> MembersOf(Type type)
    {
        foreach (var field in type.GetFields(Declared).Where(field => field is { IsSpecialName: false } && (field.IsPublic || field.IsFamily)))
            yield return field.IsLiteral ? $"const {Name(field.FieldType)} {field.Name} = {Text(field.GetRawConstantValue())}" : $"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}";
        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => IsVisible(constructor) && !IsDelegate(type)))
            yield return $"{type.Name}({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Declared).Where(property => property.GetMethod is { } getter && IsVisible(getter)))
            yield return $"{Modifiers(property.GetMethod!)}{Name(Nullability.Create(property))} {property.Name} {Accessors(property)}";
        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !IsGenerated(method)
            && (!IsDelegate(type) || method.Name == "Invoke")))
            yield return $"{Modifiers(method)}{Name(Nullability.Create(method.ReturnParameter))} {method.Name}{Arguments(method)}({Parameters(method)})";
    }

    private static bool IsVisible(MethodBase method) => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !(IsGenerated(method) && method.IsConstructor);

    /// <summary>What the compiler writes for a record: equality, copying, printing.</summary>
    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Accessors(PropertyInfo property)
    {
        if (property.SetMethod is not { } setter || !IsVisible(setter)) return "{ get; }";
        var isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return isInit ? "{ get; init; }" : "{ get; set; }";
    }

    private static string Modifiers(MethodInfo method) => (method.IsFamily ? "protected " : "") + Static(method.IsStatic)
        + (method.IsAbstract ? "abstract " : method.GetBaseDefinition() != method ? "override " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Arguments(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref " : "")
        + $"{Name(Nullability.Create(parameter))} {parameter.Name}" + (parameter.HasDefaultValue ? $" = {Text(parameter.DefaultValue)}" : "")));

    private static string Text(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(NullabilityInfo value)
    {
        var type = value.Type.IsByRef ? value.Type.GetElementType()! : value.Type;
        var name = value.ElementType is { } element && type.IsArray ? $"{Name(element)}[]"
            : value.GenericTypeArguments.Length > 0 && Nullable.GetUnderlyingType(type) is null ? $"{Bare(type)}<{string.Join(", ", value.GenericTypeArguments.Select(Name))}>"
            : Name(type);
        return value.ReadState == NullabilityState.Nullable && !type.IsValueType ? name + "?" : name;
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? Name(underlying) + "?"
        : type.IsByRef ? Name(type.GetElementType()!)
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Bare(type);

    private static string Bare(Type type) => Keywords.GetValueOrDefault(type)
        ?? (type is { IsNested: true, IsGenericParameter: false } ? Bare(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];
}
