using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNetUnlearning.Tests;

/// <summary>The settings of a class as a Markdown table: defaults from a new instance, meanings from the documentation comments.</summary>
internal static partial class SettingsTable
{
    private static readonly Dictionary<string, XElement> Comments = XDocument
        .Load(Path.ChangeExtension(typeof(UnlearningMethod).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    public static string Of(Type type)
    {
        var instance = Activator.CreateInstance(type)!;
        string[] rows = [.. Settings(type).Select(setting => Row(setting, setting.GetValue(instance)))];
        return rows.Length == 0 ? "None.\n" : $"| setting | default | what it does |\n|---|---|---|\n{string.Concat(rows)}";
    }

    private static IEnumerable<PropertyInfo> Settings(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0);

    private static string Row(PropertyInfo setting, object? value)
    {
        var comment = Comments[$"P:{setting.DeclaringType!.FullName}.{setting.Name}"];
        var meaning = Text(comment.Element("summary")!);
        var effect = comment.Element("value") ?? throw new InvalidOperationException($"{setting.Name} has no <value>.");
        var text = $"{meaning} {WithoutDefault(Text(effect), value)}".Trim();
        return $"| `{setting.Name}` | `{Default(value)}` | {text.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }

    /// <summary>The default at the beginning of a text has a column of its own: "0.9. Higher forgets more.", "0.9, as published."</summary>
    private static string WithoutDefault(string effect, object? value)
    {
        var first = First().Match(effect);
        if (!first.Success || !IsDefault(first.Groups["value"].Value, value)) return effect;
        return (first.Value.EndsWith(", ", StringComparison.Ordinal) ? "The default is " : "") + effect[first.Length..];
    }

    private static bool IsDefault(string text, object? value) => text.Equals(Default(value), StringComparison.OrdinalIgnoreCase)
        || (value is double or int && double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            && number == Convert.ToDouble(value, CultureInfo.InvariantCulture));

    /// <summary>Settings within settings are written out, but for those that are off: false or null.</summary>
    private static string Default(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        double number => Exponent().Replace(number.ToString(CultureInfo.InvariantCulture), "e$1"),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture), // enumerations too
        IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Select(Default))}]",
        _ => string.Join(", ", Settings(value.GetType())
            .Select(setting => (setting.Name, Value: setting.GetValue(value)))
            .Where(setting => setting.Value is not (null or false))
            .Select(setting => $"{setting.Name} = {Default(setting.Value)}")),
    };

    private static string Text(XElement comment) => Spaces().Replace(string.Concat(comment.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{see.FirstAttribute!.Value.Split('(')[0].Split('.')[^1]}`", // cref or langword
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => Text(other) + " ",
        _ => ((XText)node).Value,
    })), " ").Trim();

    [GeneratedRegex(@"^(?<value>\S+?)(\.(\s|$)|, (?=as published))")]
    private static partial Regex First();

    [GeneratedRegex("E([+-]?)0*")]
    private static partial Regex Exponent();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
