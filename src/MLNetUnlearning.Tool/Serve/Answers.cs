using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>How a request is answered.</summary>
internal static class Answers
{
    /// <summary>A page.</summary>
    public static RazorComponentResult<T> Page<T>(object parameters, int status = 200) where T : IComponent =>
        new(parameters) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>Goes on with a page after something was done.</summary>
    public static IResult SeeOther(string address) => new SeeOtherResult(address);

    /// <summary>Says that something is not as it must be, and what to do.</summary>
    public static IResult Problem(int status, string title, string what) =>
        Page<Problem>(new { Title = title, What = what, Status = status }, status);

    /// <inheritdoc cref="Problem(int, string, string)"/>
    public static Task Problem(HttpContext context, int status, string title, string what) =>
        Problem(status, title, what).ExecuteAsync(context);

    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
