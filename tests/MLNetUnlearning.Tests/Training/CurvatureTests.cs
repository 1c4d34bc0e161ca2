namespace MLNetUnlearning.Tests;

/// <summary>The same numbers as PyTorch's, on a linear network of double precision; and what the pieces promise on any network.</summary>
public sealed class CurvatureTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("curvature.safetensors");
    private readonly FormulaNetwork network;
    private readonly RowSubset retain;
    private readonly RowSubset forget;

    public CurvatureTests()
    {
        network = new FormulaNetwork( // weight: 3 x 5, bias: 3
            5, 3, (pixels, weights) => pixels.to(ScalarType.Float64).matmul(weights[0].t()) + weights[1],
            fixture.Tensor("weight"), fixture.Tensor("bias"));
        (retain, forget) = (Rows("retain_index"), Rows("forget_index"));
    }

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_diagonal_of_the_empirical_Fisher_information_agrees_with_PyTorch() => AssertClose(
        "empirical_fisher_diagonal", Curvature.FisherDiagonal(network, retain, GradientWalk.InOrder(retain.Count, 1)));

    [Fact]
    public void The_curvature_over_classes_agrees_with_PyTorch() => AssertClose(
        "ff_curvature_one_batch", Curvature.OverClasses(network, retain, GradientWalk.InOrder(retain.Count, retain.Count)));

    [Theory, InlineData(1), InlineData(4), InlineData(100)]
    public void The_influence_direction_agrees_with_PyTorch_whatever_the_batch(int batchSize) =>
        AssertClose("influence_direction", Curvature.InfluenceDirection(network, retain, forget, batchSize));

    [Fact]
    public void The_recursion_over_single_rows_agrees_with_PyTorch() => AssertClose("woodfisher_step", Curvature.WoodFisher(
        network, retain, GradientWalk.InOrder(retain.Count, 1), fixture.Tensor("influence_direction"), retain.Count));

    [Fact]
    public void A_network_and_its_mode_are_left_as_they_were()
    {
        var before = FlatWeights.Of(network).data<double>().ToArray();
        network.train();
        Curvature.OverClasses(network, retain, GradientWalk.InOrder(retain.Count, 5));
        Curvature.InfluenceDirection(network, retain, forget, 5);
        Assert.True(network.training);
        Assert.Equal(before, FlatWeights.Of(network).data<double>().ToArray());
        Assert.All(network.parameters(), weight => Assert.True(weight.grad is null || !weight.grad.ne(0).any().ToBoolean()));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_rows()
    {
        var direction = fixture.Tensor("influence_direction");
        long Live(int rows)
        {
            long most = 0;
            IEnumerable<Tensor> Counted()
            {
                foreach (var batch in GradientWalk.InOrder(rows, 1))
                {
                    yield return batch;
                    most = Math.Max(most, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                }
            }
            using var inner = NewDisposeScope();
            Curvature.WoodFisher(network, retain, Counted(), direction, rows);
            return most;
        }
        Live(4); // the first gradients of the parameters stay
        Assert.Equal(Live(4), Live(18));
    }

    [Fact]
    public void The_recursion_can_be_cancelled_between_two_rows()
    {
        using var cancellation = new CancellationTokenSource();
        var seen = 0;
        IEnumerable<Tensor> CancelledAfterThree()
        {
            foreach (var batch in GradientWalk.InOrder(retain.Count, 1))
            {
                if (++seen == 3) cancellation.Cancel();
                yield return batch;
            }
        }
        Assert.Throws<OperationCanceledException>(() => Curvature.WoodFisher(
            network, retain, CancelledAfterThree(), fixture.Tensor("influence_direction"), retain.Count, cancellation.Token));
        Assert.Equal(3, seen);
        Assert.True(network.training);
    }

    private void AssertClose(string expected, Tensor actual) =>
        TorchFixture.AssertClose(fixture.Tensor(expected), actual, 1e-9, expected);

    private RowSubset Rows(string index)
    {
        var rows = fixture.Tensor(index);
        var pixels = fixture.Tensor("x").index_select(0, rows).to(ScalarType.Float32); // what they are, kept as double
        return new LabeledRows(pixels.view(-1, 1, 1, 5), fixture.Tensor("y").index_select(0, rows)).All;
    }
}
