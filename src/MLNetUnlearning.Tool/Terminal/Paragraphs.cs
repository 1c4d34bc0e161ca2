using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>Text as a terminal shows it: lines as wide as the terminal is, each with the indent that it has.</summary>
internal static class Paragraphs
{
    public static IRenderable Of(string text) => new Rows(text.TrimEnd('\n').Split('\n').Select(line =>
        new Padder(new Text(line.TrimStart()), new Padding(line.Length - line.TrimStart().Length, 0, 0, 0))));
}
