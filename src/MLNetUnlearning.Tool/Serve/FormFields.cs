using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What the fields of a form hold.</summary>
internal static class FormFields
{
    /// <summary>A text without blanks around it; null: nothing was written.</summary>
    public static string? Text(this IFormCollection form, string name) =>
        form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A day, in UTC; null: none was written.</summary>
    /// <exception cref="ToolException">It is no day.</exception>
    public static DateTimeOffset? Day(this IFormCollection form, string name, bool isPast = false) =>
        form.Text(name) is not { } stated ? null
        : (isPast ? StatedTime.OfPast(stated, DateTimeOffset.Now) : StatedTime.Of(stated))
        ?? throw ToolException.Usage($"“{stated}” is no day: write it as 2026-11-01.");
}
