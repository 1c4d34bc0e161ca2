using System.CommandLine;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;
using WriteYourOwnMethod;

// Forgets a class by a method of one's own, by the library's and by retraining, and looks for traces by two attacks. README.md says what it
// shows.
//
// Expected output (one run, its notes left out; the figures depend on the processor):
//
// Forget class:moon (486 retain, 54 forget, 60 unseen, 540 test rows)
//   model                    UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s
//   original               0.00          0.00  100.00  84.44           50.37    48.30           0.00
//   learn to doubt        98.15        100.00  100.00  83.70            1.02     3.17           0.00
//   adversarial min-max  100.00        100.00  100.00  82.04            0.97     7.65           0.00
//   retrained            100.00        100.00  100.00  85.93            0.00    64.18           0.00
//   UA, MIA-Efficacy, RA, TA in percent. Attack: confidence, RBF SVM, the one of published tables.
//
// MIA-Efficacy by attack:
//   original             confidence, RBF SVM:   0.00   loss, best threshold:   0.00
//   learn to doubt       confidence, RBF SVM: 100.00   loss, best threshold: 100.00
//   adversarial min-max  confidence, RBF SVM: 100.00   loss, best threshold: 100.00
//   retrained            confidence, RBF SVM: 100.00   loss, best threshold: 100.00

var rowsPerClass = new Option<int>("--rows-per-class")
{
    Description = "Drawn training pictures of each class.",
    DefaultValueFactory = _ => 60,
};
var width = new Option<int>("--width") { Description = "Channels of ResNet-18's first stage.", DefaultValueFactory = _ => 8 };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of training. Default: chosen from the rows." };
var weight = new Option<double>("--doubt-weight")
{
    Description = "Setting of the own method.",
    DefaultValueFactory = _ => new LearnToDoubt().DoubtWeight,
};

var command = new RootCommand("A method and an attack of one's own beside the library's.")
{
    rowsPerClass, width, epochs, weight,
};
command.SetAction((parsed, cancellation) =>
{
    try
    {
        UnlearningMethod[] methods =
        [
            new LearnToDoubt { DoubtWeight = parsed.GetValue(weight) },
            new AdversarialMinMax(),
            new Retrain(),
        ];
        var recipe = new TrainingRecipe { NumberOfEpochs = parsed.GetValue(epochs), Augmentation = null };
        var network = KnownNetworks.ResNet18(parsed.GetValue(width));
        Compare(methods, [new KernelSvmAttack(), new LossThreshold()], parsed.GetValue(rowsPerClass), network, recipe, cancellation);
        return Task.FromResult(0);
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return Task.FromResult(1);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("cancelled");
        return Task.FromResult(130);
    }
});
return await command.Parse(args).InvokeAsync();

static void Compare(
    UnlearningMethod[] methods, MembershipAttack[] attacks, int rowsPerClass, NetworkArchitecture network, TrainingRecipe recipe,
    CancellationToken cancellation)
{
    var ml = new MLContext(seed: 1);
    ml.Unlearning().TuneProcess();
    var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass));
    var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("moon"));
    var rows = ml.Unlearning().Subsets(marked, unseen, ml.LoadSyntheticImages(rowsPerClass, part: DataSetPart.Test));

    using var original = ml.Unlearning().TrainClassifier(recipe, network: network, cancellationToken: cancellation).Fit(train);
    List<ReportedModel> models = [Reported("original", original)];
    foreach (var method in methods)
    {
        Console.Error.WriteLine($"{method} ...");
        using var unlearned = ml.Unlearn(original, method, unseen: unseen, cancellationToken: cancellation).Fit(marked);
        models.Add(Reported(method is Retrain ? UnlearningReport.Retrained : method.Name, unlearned));
    }
    Console.WriteLine(new UnlearningReport("class:moon", models).ToTable());
    Console.WriteLine("MIA-Efficacy by attack:");
    foreach (var (name, metrics) in models)
        Console.WriteLine($"  {name,-21}{string.Join("   ", metrics.MembershipInference.Select(Described))}");

    string Described(MembershipInferenceMetrics attack) => FormattableString.Invariant($"{attack.Attack}: {attack.Efficacy,6:f2}");

    ReportedModel Reported(string name, NeuralClassifier model) =>
        new(name, ml.Unlearning().Evaluate(model.Transform(rows), attacks: attacks));
}
