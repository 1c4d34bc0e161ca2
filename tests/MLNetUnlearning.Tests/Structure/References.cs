using System.Reflection;
using System.Reflection.Emit;

namespace MLNetUnlearning.Tests;

/// <summary>What the types of an assembly refer to: in their bases, their members' signatures and their members' code.</summary>
internal static class References
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Every type a type refers to; nested types and generic arguments stand for themselves as well.</summary>
    public static HashSet<Type> TypesOf(Type type)
    {
        var found = new HashSet<Type>();
        foreach (var each in type.GetInterfaces().Append(type.BaseType).OfType<Type>()) Add(found, each);
        foreach (var field in type.GetFields(Own)) Add(found, field.FieldType);
        foreach (var method in MethodsOf(type)) AddSignature(found, method);
        foreach (var member in MembersOf(type))
        {
            if (member is Type named) Add(found, named);
            else Add(found, member.DeclaringType!);
            if (member is FieldInfo field) Add(found, field.FieldType);
            if (member is MethodBase method) AddSignature(found, method);
        }
        return found;
    }

    /// <summary>Every member that the code of a type names.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type type) => MethodsOf(type).SelectMany(NamedIn);

    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own));

    private static void AddSignature(HashSet<Type> found, MethodBase method)
    {
        foreach (var parameter in method.GetParameters()) Add(found, parameter.ParameterType);
        if (method is MethodInfo { ReturnType: var result }) Add(found, result);
        foreach (var argument in ArgumentsOf(method)) Add(found, argument);
    }

    private static Type[] ArgumentsOf(MethodBase method) => method is { IsGenericMethod: true } ? method.GetGenericArguments() : [];

    private static void Add(HashSet<Type> found, Type type)
    {
        if (type.HasElementType) Add(found, type.GetElementType()!);
        else if (!type.IsGenericParameter && found.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type) | type.IsGenericType)
            foreach (var argument in type.GetGenericArguments()) Add(found, argument);
    }

    /// <summary>Walks over the instructions and resolves their operands.</summary>
    private static IEnumerable<MemberInfo> NamedIn(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var (typeArguments, methodArguments) = (method.DeclaringType!.GetGenericArguments(), ArgumentsOf(method));
        for (var at = 0; at < code.Length;)
        {
            var opCode = code[at] == 0xFE ? Codes[(short)(0xFE00 | code[at + 1])] : Codes[code[at]];
            at += opCode.Size;
            var operand = opCode.OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
            at += SizeOf(operand, code, at);
        }
    }

    private static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };
}
