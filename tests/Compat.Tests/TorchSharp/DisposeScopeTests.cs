using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope()) {
            inside = ones(3);
        }
        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var gone = ones(3);
        gone.Dispose();
        var error = Assert.Throws<InvalidOperationException>(() => gone.shape);
        Assert.Contains("Tensor invalid -- empty handle", error.Message);
    }

    [Fact]
    public void A_result_moves_to_the_outer_scope()
    {
        using var outer = NewDisposeScope();
        Tensor result;
        using (NewDisposeScope()) {
            result = (ones(3) + 1).MoveToOuterDisposeScope();
        }
        Assert.Equal([2f, 2f, 2f], result.data<float>().ToArray());
        Assert.True(outer.Contains(result));
    }

    [Fact]
    public void Moved_out_of_the_outermost_scope_a_tensor_is_its_owners()
    {
        Tensor result;
        using (NewDisposeScope()) {
            result = ones(3).MoveToOuterDisposeScope();
        }
        Assert.False(result.IsInvalid);
        result.Dispose();
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor kept;
        using (NewDisposeScope())
        using (NewDisposeScope()) {
            kept = ones(3).DetachFromDisposeScope();
        }
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void A_tensor_moves_to_the_scope_of_another()
    {
        using var outer = NewDisposeScope();
        var neighbour = zeros(1);
        Tensor moved;
        using (NewDisposeScope()) {
            moved = ones(3).MoveToOtherDisposeScope(neighbour);
        }
        Assert.False(moved.IsInvalid);
        Assert.True(outer.Contains(moved));
    }

    [Fact]
    public void A_scope_can_keep_some_and_dispose_of_the_rest()
    {
        using var scope = NewDisposeScope();
        var kept = ones(3);
        var dropped = ones(3);
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(dropped.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_scope_is_not_seen_on_another_thread()
    {
        using var scope = NewDisposeScope();
        using var elsewhere = AnotherThread.Answers(() => ones(3));
        Assert.False(scope.Contains(elsewhere));
    }

    [Fact]
    public void The_statistics_of_a_thread_tell_what_its_scopes_hold()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        using (ones(1)) {
            Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        }
        using (NewDisposeScope()) {
            ones(3);
            ones(3).Dispose();
            Assert.Equal(2, statistics.CreatedInScopeCount);
            Assert.Equal(1, statistics.DisposedInScopeCount);
            Assert.Equal(1, statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_detached_tensor_still_counts_as_alive()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        Tensor kept;
        using (NewDisposeScope()) {
            kept = ones(1).DetachFromDisposeScope();
        }
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.ThreadTotalLiveCount);
        kept.Dispose();
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Steps_in_scopes_leave_no_tensors_behind()
    {
        using var weight = ones([4, 4], requires_grad: true);
        Step(weight);
        var statistics = DisposeScopeManager.Statistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 10; i++) {
            Step(weight);
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    private static void Step(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var loss = (ones(4, 4).matmul(weight) - 1).square().mean();
        loss.backward();
        Assert.NotNull(weight.grad);
        weight.grad = null;
    }
}
