namespace TorchSharp;

/// <summary>Knows the scopes of one thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? _ofThread;

    public static ThreadDisposeScopeStatistics Statistics => OfThread.Counts;

    internal static DisposeScopeManager OfThread => _ofThread ??= new();

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    /// <summary>The innermost open scope.</summary>
    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this, Current);

    internal void Close(DisposeScope scope)
    {
        if (ReferenceEquals(scope, Current)) {
            Current = scope.Outer;
            return;
        }
        // Closed out of turn: the scopes inside it stay open and now lie in the one around it.
        for (var inner = Current; inner is not null; inner = inner.Outer) {
            if (ReferenceEquals(inner.Outer, scope)) {
                inner.Outer = scope.Outer;
                return;
            }
        }
    }

    internal DisposeScope? Register(IDisposable disposable)
    {
        if (Current is null) {
            Counts.CreatedOutsideScopeCount++;
            return null;
        }
        Counts.CreatedInScopeCount++;
        Current.Take(disposable);
        return Current;
    }
}
