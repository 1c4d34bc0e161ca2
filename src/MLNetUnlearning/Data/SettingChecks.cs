using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MLNetUnlearning.Data;

/// <summary>Settings that can check themselves.</summary>
public interface ISettings
{
    /// <summary>One sentence for every setting out of range, with its name, value and range; empty if all settings are valid.</summary>
    IEnumerable<string> Violations();

    /// <summary>Whether a setting plays a part beside the others. One that does not is left out where settings are written.</summary>
    /// <param name="setting">The name of a property.</param>
    internal bool PlaysAPart(string setting) => true;
}

/// <summary>Checks settings, one call for each, and collects a sentence about each setting that is out of range.</summary>
/// <remarks>
/// <para>Pass the setting itself to a check; the compiler adds its name. Null
/// is refused, unless the type of the setting or the check allows null.</para>
/// <para>Use it as the body of <c>Violations()</c>:</para>
/// <code>
/// public override IEnumerable&lt;string&gt; Violations() => new SettingChecks().AtLeast(NumberOfEpochs, 1).Positive(LearningRate);
/// // NumberOfEpochs is 0; it must be at least 1.
/// </code>
/// </remarks>
public sealed class SettingChecks : IEnumerable<string>
{
    private const int MostInList = 10;

    private readonly List<string> violations = [];

    /// <summary>The general check, which all other checks use.</summary>
    /// <typeparam name="T">The type of the setting.</typeparam>
    /// <param name="value">The setting.</param>
    /// <param name="isInRange">Whether its value is allowed.</param>
    /// <param name="range">The allowed values, as words that continue the sentence "it must be".</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Check<T>(T value, bool isInRange, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!isInRange) violations.Add($"{name} is {Text(value)}; it must be {range}.");
        return this;
    }

    /// <summary>Checks that a whole number is not below a minimum.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="least">The smallest allowed number.</param>
    /// <param name="reason">The reason, as words that continue the sentence after "since"; null: none is given.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks AtLeast(
        int value, int least, string? reason = null, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value >= least, $"at least {Text(least)}{(reason is null ? "" : $", since {reason}")}", name);

    /// <summary>Checks that a whole number is not below a minimum, or is null.</summary>
    /// <inheritdoc cref="AtLeast(int, int, string?, string)"/>
    public SettingChecks AtLeast(
        int? value, int least, string? reason = null, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, !(value < least), $"at least {Text(least)}{(reason is null ? ", or null" : $" or null, since {reason}")}", name);

    /// <summary>Checks that a number is above 0 and finite.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, IsPositive(value), "positive and finite", name);

    /// <summary>Checks that a number is above 0 and finite, or is null.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Positive(double? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value is not { } number || IsPositive(number), "positive and finite, or null", name);

    /// <summary>Checks that a number is at least 0 and finite.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks ZeroOrMore(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value >= 0 && value <= float.MaxValue, "zero or positive, and finite", name);

    /// <summary>Checks that a number is a share of a whole: above 0 and at most 1.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value is > 0 and <= 1, "in (0, 1]", name);

    /// <summary>Checks that a value is one of the names of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum =>
        Check(value, Enum.IsDefined(value), $"one of {string.Join(", ", Enum.GetNames<T>())}", name);

    /// <summary>Checks that there is at least one number, all are positive, and none is below the one before it.</summary>
    /// <param name="values">The setting.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Ascending(IReadOnlyList<double>? values, [CallerArgumentExpression(nameof(values))] string name = "") =>
        Check(values, ArePositive(values) && values.SequenceEqual(values.Order()), "one positive number or more, ascending", name);

    /// <summary>Checks that there is at least one number, all are positive, and none is above the one before it.</summary>
    /// <inheritdoc cref="Ascending"/>
    public SettingChecks Descending(IReadOnlyList<double>? values, [CallerArgumentExpression(nameof(values))] string name = "") =>
        Check(
            values, ArePositive(values) && values.SequenceEqual(values.OrderDescending()), "one positive number or more, descending", name);

    /// <summary>Adds the violations of nested settings. Each sentence begins with the name of the outer setting, as in
    /// <c>Descent.BatchSize</c>.</summary>
    /// <param name="settings">The nested settings.</param>
    /// <param name="name">The name of the nested settings; the compiler fills it in.</param>
    public SettingChecks Nested(ISettings? settings, [CallerArgumentExpression(nameof(settings))] string name = "")
    {
        if (settings is not null) violations.AddRange(Settings.Violations(settings).Select(violation => $"{name}.{violation}"));
        return Check(settings, settings is not null, "set", name);
    }

    /// <summary>Adds the violations of nested settings that may be null.</summary>
    /// <inheritdoc cref="Nested"/>
    public SettingChecks NestedOrNull(ISettings? settings, [CallerArgumentExpression(nameof(settings))] string name = "") =>
        settings is null ? this : Nested(settings, name);

    /// <summary>The sentences in the order of the checks.</summary>
    public IEnumerator<string> GetEnumerator() => violations.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsPositive(double number) => number > 0 && number <= float.MaxValue; // tensors hold 32-bit numbers

    private static bool ArePositive([NotNullWhen(true)] IReadOnlyList<double>? numbers) =>
        numbers is { Count: > 0 } && numbers.All(IsPositive);

    private static string Text(object? value) => value switch
    {
        null => "null",
        IEnumerable several and not string => Listed(several.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The first values alone: a list in a file may have millions.</summary>
    private static string Listed(IEnumerable<object?> values)
    {
        string[] first = [.. values.Take(MostInList + 1).Select(Text)];
        return first.Length <= MostInList ? $"[{string.Join(", ", first)}]" : $"[{string.Join(", ", first[..MostInList])} and more]";
    }
}
