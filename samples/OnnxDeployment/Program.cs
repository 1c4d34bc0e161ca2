using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;
using OnnxDeployment;

// Trains a small classifier on drawn pictures, makes it forget a class, saves it as ONNX and scores pictures with ONNX Runtime, which knows nothing
// of this library. Argument: the file to write, classifier.onnx unless given. Exit code 1: the two disagree.
//
// Expected output (the percentages of one run; moon is what it was made to forget):
//
// classifier.onnx: 98 KB, classes disc, ring, square, frame, triangle, cross, moon, stripes, checks, pair
// picture   here              ONNX Runtime
// disc      disc      39 %    disc      39 %
// ring      ring      76 %    ring      76 %
// square    ring      39 %    ring      39 %
// frame     frame     47 %    frame     47 %
// triangle  triangle  70 %    triangle  70 %
// cross     cross     50 %    cross     50 %
// moon      cross     47 %    cross     47 %
// stripes   stripes   100 %   stripes   100 %
// checks    checks    80 %    checks    80 %
// pair      pair      80 %    pair      80 %
// The probabilities are the same to 1e-4.

var path = args.Length > 0 ? args[0] : "classifier.onnx";
var ml = new MLContext(seed: 1);

var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass: 100));
using var original = ml.Unlearning()
    .TrainClassifier(network: KnownNetworks.SmallConvNet(), numberOfEpochs: 15, batchSize: 32, augment: false).Fit(train);
var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("moon"));
using var unlearned = ml.Unlearn(original, AdversarialMinMax.SmallData, unseen: unseen).Fit(marked);

unlearned.SaveOnnx(path);
Console.WriteLine($"{path}: {new FileInfo(path).Length / 1024} KB, classes {string.Join(", ", unlearned.Labels.Names)}");

var scored = unlearned.Transform(ml.LoadSyntheticImages(rowsPerClass: 1, part: DataSetPart.Test));
var named = ml.Transforms.Conversion.MapKeyToValue("Picture", "Label").Fit(scored).Transform(scored);
var pictures = ml.Data.CreateEnumerable<ModelOutput>(named, reuseRowObject: false).ToList();
var scores = OnnxRuntime.Score(path, pictures.Select(picture => picture.Features));
if (scores is null)
{
    Console.WriteLine("ONNX Runtime is not installed. To score pictures: npm ci --ignore-scripts in the folder of this sample, then run it again.");
    return 0;
}

var furthest = 0f;
Console.WriteLine($"{"picture",-10}{"here",-18}ONNX Runtime");
foreach (var (picture, score) in pictures.Zip(scores["Score"]))
{
    furthest = Math.Max(furthest, picture.Score.Zip(score, (here, there) => Math.Abs(here - there)).Max());
    Console.WriteLine($"{picture.Picture,-10}{Answer(picture.Score),-18}{Answer(score)}");
}
Console.WriteLine(furthest < 1e-4 ? "The probabilities are the same to 1e-4." : $"The probabilities are {furthest:g2} apart.");
return furthest < 1e-4 ? 0 : 1;

string Answer(float[] score) => $"{unlearned.Labels.Names[Array.IndexOf(score, score.Max())],-9} {score.Max():p0}";

internal sealed class ModelOutput
{
    public string Picture { get; set; } = "";

    public float[] Features { get; set; } = [];

    public float[] Score { get; set; } = [];
}
