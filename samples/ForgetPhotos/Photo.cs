namespace ForgetPhotos;

/// <summary>A photo, by its path.</summary>
internal sealed class Photo
{
    public string ImagePath { get; set; } = "";
}

/// <summary>Who is on it.</summary>
internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
