using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tool;

/// <summary>The settings of a method or an attack, by reflection: names, types, defaults and documentation.</summary>
internal static class Settings
{
    /// <summary>The properties that can be set, those of base records first.</summary>
    public static IReadOnlyList<PropertyInfo> Of(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0),
    ];

    /// <summary>Whether a setting is made of settings.</summary>
    public static bool IsNested(Type type) => typeof(ISettings).IsAssignableFrom(type);

    /// <summary>The type of the items of a list; null: it is no list.</summary>
    public static Type? ItemOf(Type type) => type == typeof(string) ? null
        : type.GetInterfaces().Prepend(type)
            .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <summary>A type in words.</summary>
    public static string TypeText(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return $"{TypeText(inner)} or null";
        if (type.IsEnum) return string.Join(" | ", Enum.GetNames(type));
        if (type == typeof(int)) return "whole number";
        if (type == typeof(double)) return "number";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(string)) return "text";
        if (type == typeof(TimeSpan)) return "time such as 90s, 5min or 2h";
        return ItemOf(type) is { } item ? $"list of {TypeText(item)}" : "settings";
    }

    /// <summary>A default as the command line takes it.</summary>
    public static string ValueText(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s"),
        Enum named => named.ToString().Replace(", ", "|", StringComparison.Ordinal),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable several => $"[{string.Join(",", several.Cast<object?>().Select(ValueText))}]",
        _ => value.ToString() ?? "",
    };

    /// <summary>All settings of an object, with those within them, as <c>--set</c> names them.</summary>
    public static IEnumerable<Setting> All(object settings, string prefix = "")
    {
        foreach (var property in Of(settings.GetType()))
        {
            var value = property.GetValue(settings);
            if (IsNested(property.PropertyType) && value is not null)
                foreach (var inner in All(value, $"{prefix}{property.Name}.")) yield return inner;
            else
                yield return new Setting(
                    prefix + property.Name, TypeText(property.PropertyType), ValueText(value), Docs.Of(property));
        }
    }
}

/// <summary>One setting.</summary>
/// <param name="Name">As <c>--set</c> takes it.</param>
/// <param name="Type">What it takes, in words.</param>
/// <param name="Default">Its default.</param>
/// <param name="Description">What it does.</param>
internal sealed record Setting(string Name, string Type, string Default, string Description)
{
    public JsonObject ToJson() => new() { ["name"] = Name, ["type"] = Type, ["default"] = Default, ["description"] = Description };
}
