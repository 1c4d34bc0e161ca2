namespace Compat.Tests.TorchSharp;

internal static class AnotherThread
{
    /// <summary>Asks on a fresh thread and waits; an await could go on on that thread and leave this one's modes switched.</summary>
    public static T Answers<T>(Func<T> question)
    {
        var answer = default(T);
        var thread = new Thread(() => answer = question());
        thread.Start();
        thread.Join();
        return answer!;
    }
}
