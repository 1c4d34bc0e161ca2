namespace MLNetUnlearning.Onnx;

/// <summary>A tensor that flows through an <see cref="OnnxGraph"/>: an input, a constant, or what a node computes.</summary>
/// <param name="Name">Its name in the file.</param>
public readonly record struct OnnxValue(string Name);
