using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>The same numbers as PyTorch's, on a linear network of double precision; and what the pieces promise on any network.</summary>
public sealed class CurvatureTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("curvature.safetensors");
    private readonly LinearNetwork network;
    private readonly RowSubset retain;
    private readonly RowSubset forget;

    public CurvatureTests()
    {
        network = new LinearNetwork(fixture.Tensor("weight"), fixture.Tensor("bias"));
        (retain, forget) = (Rows("retain_index"), Rows("forget_index"));
    }

    public void Dispose()
    {
        scope.Dispose();
    }

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
    public void The_recursion_over_single_rows_agrees_with_PyTorch() => AssertClose(
        "woodfisher_step", Curvature.WoodFisher(network, retain, GradientWalk.InOrder(retain.Count, 1), fixture.Tensor("influence_direction"), retain.Count));

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

    private void AssertClose(string expected, Tensor actual) => TorchFixture.AssertClose(fixture.Tensor(expected), actual, 1e-9, expected);

    private RowSubset Rows(string index)
    {
        var rows = fixture.Tensor(index);
        // The fixture's numbers are float32 ones, kept as double.
        return new LabeledRows(fixture.Tensor("x").index_select(0, rows).to(ScalarType.Float32).view(-1, 1, 1, 5), fixture.Tensor("y").index_select(0, rows)).All;
    }

    private sealed class LinearNetwork : ClassifierNetwork
    {
        private readonly Parameter weight; // 3 x 5
        private readonly Parameter bias; // 3

        public LinearNetwork(Tensor weight, Tensor bias) : base(KnownNetworks.SmallConvNet(), FeatureShape.Image(5, 1, 1), 3)
        {
            (this.weight, this.bias) = (new Parameter(weight), new Parameter(bias));
            RegisterComponents();
        }

        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images)
        {
            var features = images.flatten(1).to(ScalarType.Float64);
            return (features.matmul(weight.t()) + bias, features);
        }
    }
}
