namespace OnnxDeployment;

/// <summary>What a classifier says of a picture.</summary>
internal sealed class Answer
{
    /// <summary>One probability for each class.</summary>
    public float[] Score { get; set; } = [];

    /// <summary>The most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    public override string ToString() => $"{PredictedLabel,-9} {Score.Max():p0}";
}
