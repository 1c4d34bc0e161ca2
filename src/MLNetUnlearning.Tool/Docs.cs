using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNetUnlearning.Tool;

/// <summary>The library's documentation, from the XML file beside it.</summary>
internal static partial class Docs
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() => XDocument.Load(Place)
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value));

    /// <summary>Where the file lies.</summary>
    public static string Place => Path.ChangeExtension(typeof(NeuralClassifier).Assembly.Location, ".xml");

    /// <summary>What a type is.</summary>
    public static string Of(Type type) => Text(Element($"T:{type.FullName}")?.Element("summary"));

    /// <summary>When to choose a type, and where it comes from.</summary>
    public static string RemarksOf(Type type) => Text(Element($"T:{type.FullName}")?.Element("remarks"));

    /// <summary>What a setting does, with its default and the effect of raising and lowering it.</summary>
    public static string Of(PropertyInfo property)
    {
        var element = Element($"P:{property.DeclaringType!.FullName}.{property.Name}");
        return $"{Text(element?.Element("summary"))} {Text(element?.Element("value"))}".Trim();
    }

    /// <summary>What a method does.</summary>
    public static string Of(MethodInfo method) => Text(Element(NameOf(method))?.Element("summary"));

    /// <summary>What a parameter of a method says.</summary>
    public static string Of(ParameterInfo parameter) => Text(Element(NameOf((MethodInfo)parameter.Member))?.Elements("param")
        .FirstOrDefault(one => one.Attribute("name")?.Value == parameter.Name));

    private static XElement? Element(string name) => Members.Value.GetValueOrDefault(name);

    private static string NameOf(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter =>
            Nullable.GetUnderlyingType(parameter.ParameterType) is { } inner ? $"System.Nullable{{{inner.FullName}}}"
            : parameter.ParameterType.FullName);
        return $"M:{method.DeclaringType!.FullName}.{method.Name}({string.Join(',', parameters)})";
    }

    private static string Text(XElement? comment) => comment is null ? "" : Spaces().Replace(string.Concat(comment.Nodes().Select(node =>
        node switch
        {
            XElement { Name.LocalName: "see" or "paramref" } see => see.FirstAttribute!.Value.Split('(')[0].Split('.', ':')[^1],
            XElement { Name.LocalName: "code" or "list" } => "",
            XElement other => Text(other) + " ",
            _ => ((XText)node).Value,
        })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
