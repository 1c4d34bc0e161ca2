using System.Xml;
using System.Xml.Linq;

namespace MLNetUnlearning.Html;

/// <summary>Makes HTML that is encoded and well-formed whatever it is made of: the framework's XML writer writes it.</summary>
internal static class Markup
{
    /// <summary>Elements that have no content, and the only ones that are written without an end.</summary>
    private static readonly HashSet<string> Void =
        ["meta", "link", "img", "br", "hr", "input", "path", "line", "rect", "circle", "polyline", "polygon"];

    /// <summary>An element.</summary>
    /// <param name="name">Its name and, after dots, its classes: "div.card.wide".</param>
    /// <param name="content">Attributes, elements, texts and lists of them; null is left out.</param>
    public static XElement Tag(string name, params object?[] content)
    {
        var parts = name.Split('.');
        var element = new XElement(parts[0]);
        if (parts.Length > 1) element.SetAttributeValue("class", string.Join(' ', parts[1..]));
        foreach (var part in content) Add(element, part);
        if (element.IsEmpty && !Void.Contains(parts[0])) element.Add(""); // a browser reads <td /> as a beginning
        return element;
    }

    /// <summary>An attribute; null if it has no value, and is left out.</summary>
    public static XAttribute? With(string name, object? value) => value is null ? null : new XAttribute(name, Text(value));

    /// <summary>A number as coordinates and styles need it: short, with a point.</summary>
    public static string Short(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole page.</summary>
    public static string Document(XElement html) => "<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting) + "\n";

    private static void Add(XElement element, object? content)
    {
        switch (content)
        {
            case null: break;
            case XObject node: element.Add(node); break;
            case string text: element.Add(Text(text)); break;
            case IEnumerable<object?> several:
                foreach (var one in several) Add(element, one);
                break;
            default: element.Add(Text(content)); break;
        }
    }

    /// <summary>A text without the control characters that no page may have, and without those that turn the direction of what
    /// follows: a name must not turn the sentence that it stands in.</summary>
    private static string Text(object value)
    {
        var text = value is double number ? Short(number) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        text = text.Replace(" %", "\u00A0%"); // a line must not end between a number and its sign
        if (text.All(MayStand)) return text;
        return string.Concat(text.EnumerateRunes().Select(rune => // lone surrogates are replaced here too
            rune.IsBmp && !MayStand((char)rune.Value) ? "\uFFFD" : rune.ToString()));
    }

    private static bool MayStand(char letter) =>
        XmlConvert.IsXmlChar(letter) && letter is not (>= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069');
}
