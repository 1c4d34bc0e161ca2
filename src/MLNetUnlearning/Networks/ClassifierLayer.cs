using MLNetUnlearning.Onnx;

namespace MLNetUnlearning.Networks;

/// <summary>A layer of a classifier, which can be written as ONNX too.</summary>
internal abstract class ClassifierLayer(string name) : Layer(name)
{
    /// <summary>Adds what <see cref="Layer.forward"/> computes in evaluation mode.</summary>
    public abstract OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input);
}
