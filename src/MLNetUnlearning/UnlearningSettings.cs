using Microsoft.ML;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What an unlearning stage was asked for.</summary>
internal sealed record UnlearningSettings(
    UnlearningMethod Method,
    string LabelColumnName,
    string FeatureColumnName,
    string ForgetColumnName,
    IDataView? ValidationSet,
    bool DropOverlappingRows,
    Device Device,
    IProgress<UnlearningProgress>? Progress,
    CancellationToken CancellationToken);
