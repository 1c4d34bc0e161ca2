using System.Reflection;

namespace MLNetUnlearning.Tool;

/// <summary>Sets a setting of an immutable record from a text.</summary>
internal static class SettingText
{
    /// <summary>A copy of a record with a setting changed. A name without a point that the record has not is looked for in the settings
    /// within its settings, and set in each of them.</summary>
    /// <param name="settings">The record; it is not changed.</param>
    /// <param name="text">Such as <c>BatchSize=16</c> or <c>WholeClass.LearningRate=0.01</c>.</param>
    public static T Apply<T>(T settings, string text) where T : notnull
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
            throw ToolException.Usage($"Cannot read --set '{text}': expected NAME=VALUE.");
        if (Changed(settings, name.Trim(), value.Trim()) is { } changed) return (T)changed;
        throw ToolException.Usage(
            $"{settings.GetType().Name} has no setting '{name}'"
            + (Suggestion.Of(name, Names(settings).Select(full => full[(full.LastIndexOf('.') + 1)..])) is { Length: > 0 } near
                ? $".{near} It has "
                : "; it has ")
            + $"{string.Join(", ", Names(settings))}.");
    }

    private static object? Changed(object settings, string name, string value)
    {
        var (first, rest) = name.Split('.', 2) is [var outer, var inner] ? (outer, inner) : (name, null);
        if (Find(settings, first) is { } property)
        {
            if (rest is null) return With(settings, property, Parsed(value, property.PropertyType, name));
            var nested = property.GetValue(settings);
            return nested is not null && Changed(nested, rest, value) is { } changedNested ? With(settings, property, changedNested) : null;
        }
        if (rest is not null) return null;
        object? result = null;
        foreach (var each in Settings.Of(settings.GetType()).Where(each => Settings.IsNested(each.PropertyType)))
            if (each.GetValue(settings) is { } nested && Changed(nested, name, value) is { } changed)
                result = With(result ?? settings, each, changed);
        return result;
    }

    private static PropertyInfo? Find(object settings, string name) => Settings.Of(settings.GetType())
        .FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What C# writes as <c>settings with { Property = value }</c>.</summary>
    private static object With(object settings, PropertyInfo property, object? value)
    {
        var copy = settings.GetType().GetMethod("<Clone>$")!.Invoke(settings, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static IEnumerable<string> Names(object settings) => Settings.Of(settings.GetType()).SelectMany(property =>
        property.GetValue(settings) is { } nested && Settings.IsNested(property.PropertyType)
            ? Names(nested).Select(inner => $"{property.Name}.{inner}")
            : [property.Name]);

    private static object? Parsed(string text, Type type, string name)
    {
        var inner = Nullable.GetUnderlyingType(type);
        if (text.Equals("null", StringComparison.OrdinalIgnoreCase) && (inner is not null || !type.IsValueType)) return null;
        try
        {
            return One(text, inner ?? type) ?? throw ToolException.Usage(
                $"'{name}' is made of other settings: set one of those, such as {name}.{Settings.Of(type).FirstOrDefault()?.Name}.");
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            var expected = (inner ?? type).IsEnum ? string.Join(", ", Enum.GetNames(inner ?? type)) : Settings.TypeText(type);
            throw ToolException.Usage($"Cannot read '{text}' as {name}: expected {expected}.", error);
        }
    }

    private static object? One(string text, Type type)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.Parse(text);
        if (type.IsEnum) return Enum.Parse(type, text.Replace('|', ','), ignoreCase: true);
        if (type == typeof(TimeSpan)) return Time(text);
        if (type == typeof(int)) return int.Parse(text, CultureInfo.InvariantCulture);
        if (type == typeof(double)) return double.Parse(text, CultureInfo.InvariantCulture);
        if (Settings.ItemOf(type) is not { } item) return null;
        var texts = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var items = Array.CreateInstance(item, texts.Length);
        foreach (var (at, each) in texts.Index()) items.SetValue(One(each, item), at);
        return type.IsInstanceOfType(items) ? items : Activator.CreateInstance(type, items);
    }

    /// <summary>Such as 90s, 5min, 2h or 0:05:00. A number alone would be days to .NET and seconds to most people.</summary>
    private static TimeSpan Time(string text)
    {
        foreach (var (unit, length) in Units)
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], CultureInfo.InvariantCulture, out var number))
                return length * number;
        return text.Contains(':') ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : throw new FormatException();
    }

    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("min", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("h", TimeSpan.FromHours(1))];
}
