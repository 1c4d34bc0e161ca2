using System.Text.RegularExpressions;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>A method that may be chosen.</summary>
/// <param name="Name">As <c>--method</c> takes it; empty: the library chooses.</param>
/// <param name="Title">Its name.</param>
/// <param name="What">What it does, in a sentence.</param>
/// <param name="When">When to choose it; null: nothing is said.</param>
/// <param name="Time">How long it may take, in words.</param>
public sealed record MethodCard(string Name, string Title, string What, string? When, string Time);

/// <summary>The methods, with how long each may take for a request.</summary>
internal static partial class MethodCards
{
    private const int LongestName = 60;

    /// <summary>All methods, the recommended one first and retraining second.</summary>
    /// <param name="desk">The request.</param>
    public static IReadOnlyList<MethodCard> Of(Desk desk)
    {
        var size = SizeOf(desk);
        var all = MethodChoice.All(new MLContext());
        return [.. all.OrderBy(method => method switch { Recommended => 0, Retrain => 1, _ => 2 })
            .ThenBy(method => method.Name, StringComparer.OrdinalIgnoreCase).Select(method => Card(method, size))];
    }

    private static MethodCard Card(UnlearningMethod method, UnlearningSize size)
    {
        if (method is Recommended) return RecommendedCard(size);
        var when = FirstSentence(Docs.RemarksOf(method.GetType()));
        return new(
            method.GetType().Name, Capital(method.Name), Capital(FirstSentence(WithoutName(Docs.Of(method.GetType())))),
            method is Retrain ? "It is exact: nothing of the rows is in the new model."
                : when.StartsWith("Choose", StringComparison.Ordinal) ? when : null,
            TimeText(method, size));
    }

    private static MethodCard RecommendedCard(UnlearningSize size)
    {
        var chosen = new Recommended().ChosenFor(size);
        return new(
            "", "Recommended",
            "Retrains where that is quick, which is exact. Otherwise it takes the method that comes closest to retraining for such a "
            + "request.",
            size.StepTime is null
                ? null : $"For this request it would probably be: {(chosen is Retrain ? "retraining" : chosen.Name)}.",
            TimeText(chosen, size));
    }

    /// <summary>The size of the request, with the time of a step as the model's own training took.</summary>
    private static UnlearningSize SizeOf(Desk desk)
    {
        var marked = desk.List.Rows.Where(desk.Draft.IsMarked).ToList();
        int trained, forgotten;
        if (desk.Answers.ById is { } answers)
            (trained, forgotten) = (
                answers.Values.Count(answer => answer.IsTrained), marked.Count(row => desk.Answers.For(row) is { IsTrained: true }));
        else
        {
            trained = Math.Max(2, desk.Model.TrainingRows);
            forgotten = (int)((double)marked.Count * trained / Math.Max(1, desk.List.Rows.Count));
        }
        var unseen = UnseenOfClasses(desk, trained);
        var left = desk.List.Rows.Where(row => !desk.Draft.IsMarked(row)).Select(row => row.Class).ToHashSet();
        var size = new UnlearningSize(
            Math.Max(1, trained - forgotten), Math.Max(1, forgotten), unseen.Values.Sum(), Math.Max(2, desk.Model.Classes.Count),
            marked.Count > 0 && marked.All(row => !left.Contains(row.Class)), desk.Model.Recipe)
        {
            UnseenToCompareWith = left.Sum(unseen.GetValueOrDefault),
            UnseenOfTheirClasses = OfTheirClasses(unseen, marked.Select(row => row.Class).ToHashSet(), left),
        };
        if (desk.Model.TrainingTime is not { } took || took <= TimeSpan.Zero) return size;
        var full = size with { Retained = Math.Max(1, desk.Model.TrainingRows), Forgotten = 1, Unseen = 0, UnseenToCompareWith = 0 };
        var steps = new Retrain().Stages(full).Sum(stage => stage.TrainingSteps);
        return steps > 0 ? size with { StepTime = took / steps } : size;
    }

    /// <summary>The unseen rows of each class; as long as nobody has asked the model, a ninth of the training rows.</summary>
    private static Dictionary<string, int> UnseenOfClasses(Desk desk, int trained) => desk.Answers.ById is null
        ? desk.Model.Classes.Index().ToDictionary(
            one => one.Item, one => (trained / 9 + one.Index) / desk.Model.Classes.Count) // the sum is a ninth
        : desk.List.Rows.Where(row => desk.Answers.For(row) is { Part: "unseen" }).CountBy(row => row.Class).ToDictionary();

    /// <summary>As the run counts them: <see cref="UnlearningSize.UnseenOfTheirClasses"/>.</summary>
    private static int OfTheirClasses(Dictionary<string, int> unseen, HashSet<string> marked, HashSet<string> left)
    {
        var isOfEach = marked.IsSubsetOf(left) && marked.All(one => unseen.GetValueOrDefault(one) > 0);
        return (isOfEach ? marked : left).Sum(unseen.GetValueOrDefault);
    }

    private static string TimeText(UnlearningMethod method, UnlearningSize size)
    {
        var steps = method.ChosenFor(size).Stages(size).Sum(stage => stage.TrainingSteps);
        return size.StepTime is { } step && steps > 0 ? $"about {Words(step * steps)}" : "not known how long";
    }

    /// <summary>A time in words.</summary>
    public static string Words(TimeSpan time) => time.TotalSeconds switch
    {
        < 1.5 => "a second",
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} seconds"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMinutes):0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours"),
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>A description without the name that it begins with, such as "Boundary shrink (BS): trains ..".</summary>
    private static string WithoutName(string text) => text.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 and < LongestName
        ? text[(at + 2)..] : text;

    private static string FirstSentence(string text) => Sentence().Match(text).Value is { Length: > 0 } found ? found : text;

    [GeneratedRegex(@"^.*?\.(?=\s+[A-Z(\d]|$)")]
    private static partial Regex Sentence();
}
