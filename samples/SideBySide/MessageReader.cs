using Microsoft.ML;
using Microsoft.ML.TorchSharp;

namespace SideBySide;

/// <summary>ML.NET's text classifier, a RoBERTa fine-tuned on a few messages: does somebody want to be forgotten?</summary>
internal static class MessageReader
{
    public const string Forget = "forget";
    private const string Other = "other";

    private static readonly Message[] Examples =
    [
        new() { Text = "Please delete my pictures from your system.", Label = Forget },
        new() { Text = "I want you to forget everything about me.", Label = Forget },
        new() { Text = "Remove all photos of the moon, I withdraw my consent.", Label = Forget },
        new() { Text = "Erase what you learned from my images.", Label = Forget },
        new() { Text = "How do I upload a picture?", Label = Other },
        new() { Text = "Thank you, that worked very well.", Label = Other },
        new() { Text = "When is the shop open on Sunday?", Label = Other },
        new() { Text = "My password does not work any more.", Label = Other },
    ];

    /// <summary>Fine-tunes the classifier; the first time, ML.NET downloads the pre-trained network (some 500 MB).</summary>
    public static PredictionEngine<Message, MessagePrediction> Train(MLContext ml, int maxEpochs)
    {
        var rows = ml.Data.LoadFromEnumerable(Examples);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.TextClassification(
                sentence1ColumnName: "Text", batchSize: 4, maxEpochs: maxEpochs))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        return ml.Model.CreatePredictionEngine<Message, MessagePrediction>(pipeline.Fit(rows));
    }
}
