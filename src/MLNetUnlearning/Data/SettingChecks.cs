using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MLNetUnlearning.Data;

/// <summary>Settings that can say what is wrong with them.</summary>
public interface ISettings
{
    /// <summary>One sentence for every setting that is out of its range, with its name, value and range. Empty when all are well.</summary>
    IEnumerable<string> Violations();
}

/// <summary>Checks settings, one call a setting, and collects a sentence about each one that is out of its range.</summary>
/// <remarks>
/// <para>Every check takes the setting itself; the compiler adds its name. Null is refused, except where the type of the setting or the
/// check says that it may be null.</para>
/// <para>It is the body of <c>Violations()</c>:</para>
/// <code>
/// public override IEnumerable&lt;string&gt; Violations() => new SettingChecks().AtLeast(NumberOfEpochs, 1).Positive(LearningRate);
/// // NumberOfEpochs is 0; it must be at least 1.
/// </code>
/// </remarks>
public sealed class SettingChecks : IEnumerable<string>
{
    private readonly List<string> violations = [];

    /// <summary>Any check: the others are made of it.</summary>
    /// <typeparam name="T">The type of the setting.</typeparam>
    /// <param name="value">The setting.</param>
    /// <param name="isInRange">Whether its value is allowed.</param>
    /// <param name="range">What is allowed, in words that go on from "it must be".</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Check<T>(T value, bool isInRange, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!isInRange) violations.Add($"{name} is {Text(value)}; it must be {range}.");
        return this;
    }

    /// <summary>A whole number that must not be too small.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="reason">Why, in words that go on from "since"; null where it is plain.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks AtLeast(
        int value, int least, string? reason = null, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value >= least, $"at least {Text(least)}{(reason is null ? "" : $", since {reason}")}", name);

    /// <summary>A whole number that must not be too small, or null.</summary>
    /// <inheritdoc cref="AtLeast(int, int, string?, string)"/>
    public SettingChecks AtLeast(int? value, int least, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, !(value < least), $"at least {Text(least)}, or null", name);

    /// <summary>A number above 0 that is finite.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, IsPositive(value), "positive and finite", name);

    /// <summary>A number above 0 that is finite, or null.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Positive(double? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value is not { } number || IsPositive(number), "positive and finite, or null", name);

    /// <summary>A number of 0 or above that is finite.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks ZeroOrMore(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value >= 0 && double.IsFinite(value), "zero or positive, and finite", name);

    /// <summary>A part of a whole: above 0 and no more than 1.</summary>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(value, value is > 0 and <= 1, "in (0, 1]", name);

    /// <summary>One of the names of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <inheritdoc cref="Positive(double, string)"/>
    public SettingChecks Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum =>
        Check(value, Enum.IsDefined(value), $"one of {string.Join(", ", Enum.GetNames<T>())}", name);

    /// <summary>One positive number or more, none less than the one before it.</summary>
    /// <param name="values">The setting.</param>
    /// <param name="name">The name of the setting; the compiler fills it in.</param>
    public SettingChecks Ascending(IReadOnlyList<double>? values, [CallerArgumentExpression(nameof(values))] string name = "") =>
        Check(values, ArePositive(values) && values.SequenceEqual(values.Order()), "one positive number or more, ascending", name);

    /// <summary>One positive number or more, none greater than the one before it.</summary>
    /// <inheritdoc cref="Ascending"/>
    public SettingChecks Descending(IReadOnlyList<double>? values, [CallerArgumentExpression(nameof(values))] string name = "") =>
        Check(
            values, ArePositive(values) && values.SequenceEqual(values.OrderDescending()), "one positive number or more, descending", name);

    /// <summary>Settings within these. Their sentences begin with the name of the whole, as in <c>Descent.BatchSize</c>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">What they are called here; the compiler fills it in.</param>
    public SettingChecks Nested(ISettings? settings, [CallerArgumentExpression(nameof(settings))] string name = "")
    {
        violations.AddRange(settings?.Violations().Select(violation => $"{name}.{violation}") ?? []);
        return Check(settings, settings is not null, "set", name);
    }

    /// <summary>Settings within these, or null.</summary>
    /// <inheritdoc cref="Nested"/>
    public SettingChecks NestedOrNull(ISettings? settings, [CallerArgumentExpression(nameof(settings))] string name = "") =>
        settings is null ? this : Nested(settings, name);

    /// <summary>The sentences, in the order of the checks.</summary>
    public IEnumerator<string> GetEnumerator() => violations.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);

    private static bool ArePositive([NotNullWhen(true)] IReadOnlyList<double>? numbers) =>
        numbers is { Count: > 0 } && numbers.All(IsPositive);

    private static string Text(object? value) => value switch
    {
        null => "null",
        IEnumerable several and not string => $"[{string.Join(", ", several.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
