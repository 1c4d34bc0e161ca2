using MLNetUnlearning.Tool.Terminal;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Names from data as a page shows them: on one line, and without what turns its direction.</summary>
internal static class Shown
{
    public static string Of(string name) => Display.Harmless(name).Replace('\n', '\uFFFD');
}
