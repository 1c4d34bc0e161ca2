using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What a trainer was asked for.</summary>
internal sealed record ClassifierSettings(
    ClassifierColumns Columns,
    NetworkArchitecture Network,
    ImageShape? Shape,
    TrainingRecipe Recipe,
    Device Device,
    IProgress<UnlearningProgress>? Progress,
    CancellationToken CancellationToken);
