using Microsoft.ML;
using MLNetUnlearning.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>Mistakes in a network of one's own end the training with a sentence that says what to do.</summary>
public sealed class WrongNetworkTests
{
    [Theory]
    [InlineData(1, true, "gives logits of 32 x 11 for 32 rows; 32 x 10 are needed")]
    [InlineData(0, false, "call RegisterComponents() at the end of its constructor")]
    public void A_mistake_is_named(int surplus, bool registers, string sentence)
    {
        var ml = new MLContext(seed: 1);
        var recipe = new TrainingRecipe { NumberOfEpochs = 1, BatchSize = 16, Augmentation = null };
        var trainer = ml.Unlearning().TrainClassifier(recipe, network: new Wrong(surplus, registers));
        var error = Assert.ThrowsAny<InvalidOperationException>(() => trainer.Fit(ml.LoadSyntheticImages(rowsPerClass: 4)));
        Assert.Contains("Network 'wrong' ", error.Message);
        Assert.Contains(sentence, error.Message);
    }

    private sealed record Wrong(int Surplus, bool Registers) : NetworkArchitecture
    {
        public override string Name => "wrong";

        public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator) =>
            new WrongNetwork(this, shape, numberOfClasses);
    }

    private sealed class WrongNetwork : ClassifierNetwork
    {
        private readonly Parameter weight;

        public WrongNetwork(Wrong wrong, FeatureShape shape, int numberOfClasses) : base(wrong, shape, numberOfClasses)
        {
            weight = new Parameter(zeros(numberOfClasses + wrong.Surplus, shape.Size));
            if (wrong.Registers) RegisterComponents();
        }

        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images) => (images.flatten(1).matmul(weight.t()), images);
    }
}
