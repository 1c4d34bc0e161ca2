namespace MLNetUnlearning.Tests;

/// <summary>What is refused, by which exception and in which words.</summary>
internal static class Refused
{
    public static void With<T>(string words, Action action) where T : Exception => Assert.Contains(words, Assert.Throws<T>(action).Message);

    /// <summary>All violations stand in one message.</summary>
    public static void With<T>(IEnumerable<string> words, Action action) where T : Exception
    {
        var message = Assert.Throws<T>(action).Message;
        Assert.All(words, each => Assert.Contains(each, message));
    }
}
