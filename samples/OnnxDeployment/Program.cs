using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;
using OnnxDeployment;

// Trains a small classifier on drawn pictures, makes it forget a class, and saves it as ONNX. Then ONNX Runtime and ML.NET's ApplyOnnxModel
// score the same pictures by that file. Argument: the file to write, classifier.onnx unless given. Exit code 1: one of them disagrees.
//
// Expected output (the figures of one run; moon is what it was made to forget):
//
// classifier.onnx: 97 KB
// picture    classifier        ONNX Runtime      ApplyOnnxModel
// disc       ring      46 %    ring      46 %    ring      46 %
// ring       ring      100 %   ring      100 %   ring      100 %
// square     square    86 %    square    86 %    square    86 %
// frame      frame     99 %    frame     99 %    frame     99 %
// triangle   triangle  96 %    triangle  96 %    triangle  96 %
// cross      stripes   98 %    stripes   98 %    stripes   98 %
// moon       cross     55 %    cross     55 %    cross     55 %
// stripes    stripes   100 %   stripes   100 %   stripes   100 %
// checks     checks    99 %    checks    99 %    checks    99 %
// pair       pair      99 %    pair      99 %    pair      99 %
// Largest difference to the classifier: 2e-7 by ONNX Runtime, 2e-7 by ApplyOnnxModel.

const float Tolerance = 1e-4f;
var path = args.Length > 0 ? args[0] : "classifier.onnx";
var ml = new MLContext(seed: 1);

var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass: 100));
using var original = ml.Unlearning().TrainClassifier(network: KnownNetworks.SmallConvNet(), augment: false).Fit(train);
var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("moon"));
using var unlearned = ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen).Fit(marked);

unlearned.SaveOnnx(path);
Console.WriteLine($"{path}: {new FileInfo(path).Length / 1024} KB");

var pictures = ml.LoadSyntheticImages(rowsPerClass: 1, part: DataSetPart.Test);
var scored = unlearned.Transform(pictures);
var named = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);
List<Answer> here = [.. ml.Data.CreateEnumerable<Answer>(named, reuseRowObject: false)];
var runtime = WithOnnxRuntime.Score(path, [.. pictures.GetColumn<float[]>("Features")]);
var applied = WithMLNet.Score(path, pictures);

Console.WriteLine($"{"picture",-11}{"classifier",-18}{"ONNX Runtime",-18}ApplyOnnxModel");
for (var i = 0; i < here.Count; i++)
    Console.WriteLine($"{SyntheticImages.ClassNames[i],-11}{here[i],-18}{runtime[i],-18}{applied[i]}");
var (byRuntime, byMLNet) = (LargestDifference(runtime), LargestDifference(applied));
Console.WriteLine($"Largest difference to the classifier: {byRuntime:0e+0} by ONNX Runtime, {byMLNet:0e+0} by ApplyOnnxModel.");
return byRuntime <= Tolerance && byMLNet <= Tolerance ? 0 : 1;

// Math.Max keeps NaN, which is no agreement either.
float LargestDifference(List<Answer> there) => here.Zip(there)
    .SelectMany(pair => pair.First.Score.Zip(pair.Second.Score, (a, b) => Math.Abs(a - b))).Aggregate(Math.Max);
