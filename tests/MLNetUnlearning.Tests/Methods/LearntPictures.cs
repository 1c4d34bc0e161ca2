using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>A network that knows tiny pictures of three classes by heart, and methods at work on copies of it: tensors only, no data
/// view.</summary>
public sealed class LearntPictures : IDisposable
{
    public const int NumberOfClasses = 3;
    private const int NumberOfRows = 36;
    private readonly RowSubset rows = Pictures(seed: 1);

    public LearntPictures()
    {
        using var generator = new Generator(1UL, CPU);
        Original = Tiny.Network.Create(FeatureShape.Image(Tiny.Side, Tiny.Side), NumberOfClasses, generator);
        TrainingLoop.Train(Original, rows, Tiny.Recipe, generator, "learning", null, default);
    }

    public ClassifierNetwork Original { get; }

    /// <summary>All rows of the first class are to be forgotten.</summary>
    public ForgetSplit WholeClass() => Split(row => row % NumberOfClasses == 0);

    /// <summary>Some rows of each class are to be forgotten.</summary>
    public ForgetSplit RandomRows() => Split(row => row % 5 == 0);

    /// <summary>As <see cref="RandomRows"/>, with other pictures in place of the forgotten ones.</summary>
    public ForgetSplit OtherForgottenRows() => Exchanged(RandomRows(), (split, others) => new ForgetSplit(split.Retain, others.Forget));

    /// <summary>As <see cref="RandomRows"/>, with other pictures in place of the retained ones.</summary>
    public ForgetSplit OtherRetainedRows() => Exchanged(RandomRows(), (split, others) => new ForgetSplit(others.Retain, split.Forget));

    /// <summary>The network after a method.</summary>
    public ClassifierNetwork After(UnlearningMethod method, ForgetSplit split, ulong seed = 1)
    {
        var network = Original.Copy(CPU);
        using var generator = new Generator(seed, CPU);
        method.Unlearn(new UnlearningRun(network, split, Tiny.Recipe, generator));
        return network;
    }

    /// <summary>Mean cross-entropy of rows.</summary>
    public static double Loss(ClassifierNetwork network, RowSubset rows)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        network.eval();
        return Losses.CrossEntropy(network.forward(rows.AllFeatures()).Logits, rows.AllLabels()).ToDouble();
    }

    public static Dictionary<string, float[]> Weights(ClassifierNetwork network) =>
        network.named_parameters().ToDictionary(weight => weight.name, weight => weight.parameter.detach().flatten().data<float>().ToArray());

    public void Dispose()
    {
        Original.Dispose();
    }

    private ForgetSplit Split(Predicate<int> forget) => ForgetSplit.Of(rows, [.. Enumerable.Range(0, NumberOfRows).Select(row => forget(row))], unseen: null);

    private static ForgetSplit Exchanged(ForgetSplit split, Func<ForgetSplit, ForgetSplit, ForgetSplit> exchange)
    {
        var others = Pictures(seed: 2);
        return exchange(split, ForgetSplit.Of(others, [.. Enumerable.Range(0, NumberOfRows).Select(row => row % 5 == 0)], unseen: null));
    }

    /// <summary>Noise with one bright plane of three, which tells the class; classes take turns.</summary>
    private static RowSubset Pictures(ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        var pixels = rand([NumberOfRows, NumberOfClasses, Tiny.Side, Tiny.Side], generator: generator) * 0.5;
        long[] classes = [.. Enumerable.Range(0, NumberOfRows).Select(row => (long)row % NumberOfClasses)];
        var bright = nn.functional.one_hot(tensor(classes), NumberOfClasses).to(ScalarType.Float32).view(NumberOfRows, NumberOfClasses, 1, 1);
        return new LabeledRows(pixels + 0.5 * bright, tensor(classes)).All;
    }
}
