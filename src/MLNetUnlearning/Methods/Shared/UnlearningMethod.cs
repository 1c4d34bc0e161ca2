using System.Collections;
using System.Reflection;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>A way to make a trained classifier behave as if some rows had never been trained on.</summary>
/// <remarks>
/// A method is one immutable record: its settings are <c>init</c> properties, its algorithm is <see cref="Unlearn"/>. <c>method with { ..
/// }</c> makes one with other settings. To add a method, derive from this record; it is found by reflection, and nothing else changes. A
/// method works on plain tensors and knows nothing of data views.
/// </remarks>
public abstract record UnlearningMethod : ISettings
{
    /// <summary>The name in tables and reports, such as <c>adversarial min-max</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the method needs unseen rows (<c>unseen</c>).</summary>
    public virtual bool NeedsUnseenRows => false;

    /// <summary>This method with everything chosen that its settings leave open: how many steps, in which batches, at which rate. What they
    /// state stays.</summary>
    /// <param name="size">The request, and how the classifier was trained.</param>
    public virtual UnlearningMethod ChosenFor(UnlearningSize size) => this;

    /// <summary>What the method will do, stage by stage, and how much work each is. Progress, time left and estimates come from
    /// it.</summary>
    /// <param name="size">The request, and how the classifier was trained. <see cref="UnlearningSize.Descent"/> and
    /// <see cref="UnlearningSize.Pass"/> make stages of it.</param>
    /// <returns>The stages in their order, by the names that progress reports carry. Empty: it is not known.</returns>
    public virtual IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) => [];

    /// <summary>What the method cannot do at such a size. A run warns of it in the log before it begins.</summary>
    /// <param name="size">The request, and how the classifier was trained.</param>
    /// <returns>One sentence for each thing; none if the size is well.</returns>
    public virtual IEnumerable<string> Limits(UnlearningSize size) => [];

    /// <summary>Changes <see cref="UnlearningRun.Network"/> in place so that it forgets.</summary>
    /// <param name="run">The network, the rows, the device, the source of random numbers and the receiver of progress reports.</param>
    /// <exception cref="OperationCanceledException">The run's cancellation token was signalled.</exception>
    /// <exception cref="UnlearningException">The run could not be finished, for example because a loss is not finite.</exception>
    public abstract void Unlearn(UnlearningRun run);

    /// <summary>One sentence for every setting that is out of its range; empty if all are well. <see cref="SettingChecks"/> makes these
    /// sentences.</summary>
    public virtual IEnumerable<string> Violations() => [];

    /// <summary>The name and, in brackets, the settings that differ from the defaults.</summary>
    public sealed override string ToString() =>
        SettingsText.OtherThanDefault(this) is { Length: > 0 } settings ? $"{Name} ({settings})" : Name;
}

/// <summary>Writes settings as text: all public properties that can be set and that play a part, in the order of their declaration.
/// Settings within settings are in brackets.</summary>
internal static class SettingsText
{
    /// <summary>All settings of a method, or of another object with settings.</summary>
    public static string Of(object method) => string.Join(", ", Written(method, yardstick: null));

    /// <summary>The settings that differ from those of a new method of this kind; all of them if making one needs arguments.</summary>
    public static string OtherThanDefault(UnlearningMethod method)
    {
        var hasDefaults = method.GetType().GetConstructor(Type.EmptyTypes) is not null;
        return string.Join(", ", Written(method, hasDefaults ? Activator.CreateInstance(method.GetType()) : null));
    }

    private static IEnumerable<string> Written(object settings, object? yardstick)
    {
        foreach (var property in Properties(settings.GetType()))
        {
            var (value, usual) = (property.GetValue(settings), yardstick is null ? null : property.GetValue(yardstick));
            var isTakenBack = value is null && usual is not null; // worth a word, though it then plays no part
            if (!PlaysAPart(settings, property) && !isTakenBack) continue;
            if (yardstick is null || !PlaysAPart(yardstick, property) || Text(value, null) != Text(usual, null))
                yield return $"{property.Name} = {Text(value, usual?.GetType() == value?.GetType() ? usual : null)}";
        }
    }

    private static bool PlaysAPart(object settings, PropertyInfo property) =>
        settings is not ISettings checkable || checkable.PlaysAPart(property.Name);

    private static string Text(object? value, object? usual) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture), // enumerations too
        IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Select(each => Text(each, null)))}]",
        _ when Properties(value.GetType()).Any() => $"({string.Join(", ", Written(value, usual))})",
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<PropertyInfo> Properties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0);
}
