using Google.Protobuf;
using MLNetUnlearning.Onnx.Protobuf;

namespace MLNetUnlearning.Onnx;

/// <summary>A setting of a node of an <see cref="OnnxGraph"/>, named as the ONNX operators' reference names it.</summary>
public sealed class OnnxAttribute
{
    /// <summary>A whole number, such as <c>axis</c>; flags are 0 or 1.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, long value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number, such as <c>epsilon</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, float value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>Whole numbers, such as <c>strides</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="values">Its values.</param>
    public OnnxAttribute(string name, params long[] values) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    /// <summary>A word, such as <c>auto_pad</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, string value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    internal AttributeProto Message { get; }
}
