using MLNetUnlearning.Onnx;
using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

/// <summary>The mean of each channel over height and width: features of as many numbers as there are channels.</summary>
internal static class AveragePooling
{
    public static Tensor Apply(Tensor maps) => maps.mean([2, 3]);   // b x C x H x W to b x C

    public static OnnxValue ToOnnx(OnnxGraph graph, OnnxValue maps) =>
        graph.Node("ReduceMean", [maps], new OnnxAttribute("axes", 2, 3), new OnnxAttribute("keepdims", 0));
}
