using System.CommandLine;
using ForgetPeople;
using Microsoft.ML;
using MLNetUnlearning;

// Trains on photos of people, forgets two of them, and looks for traces. README.md says what it shows.
//
// Expected output (the painted album; one run, its notes left out; the figures depend on the processor):
//
// Forget people: person-01, person-03 (640 retain, 160 forget, 400 unseen, 400 test rows)
//   model         UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s
//   original    0.00          0.00  100.00  88.50           14.06    97.44           0.00
//   unlearned   5.00         39.38  100.00  85.00            4.47     8.38           0.00
//   retrained  18.12         35.62  100.00  86.00            0.00    42.73           0.00
//   UA, MIA-Efficacy, RA, TA in percent. Attack: confidence, RBF SVM, the one of published tables.
//
// album/model.zip: the pipeline from the photo's file to the unlearned classifier's answer

var folder = new Option<DirectoryInfo>("--album")
{
    Description = "The folder of photos and lists. Painted where it has no photos.csv.",
    DefaultValueFactory = _ => new DirectoryInfo("album"),
};
var person = new Option<string[]>("--person")
{
    Description = "Forget this person instead of those in forget.csv; may be given several times.",
};
var people = new Option<int>("--people")
{
    Description = "People on the training photos of an album that is painted; at least 4.",
    DefaultValueFactory = _ => 10,
};
var photos = new Option<int>("--photos")
{
    Description = "Photos of each of them with each of the ten shapes.",
    DefaultValueFactory = _ => 8,
};
var width = new Option<int>("--width") { Description = "Channels of ResNet-18's first stage.", DefaultValueFactory = _ => 8 };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of training. Default: chosen from the rows." };

people.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 4) result.AddError("--people must be at least 4."); });
photos.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 1) result.AddError("--photos must be at least 1."); });

var command = new RootCommand("Forget the photos of people who ask for it.") { folder, person, people, photos, width, epochs };
command.SetAction((parsed, cancellation) =>
{
    try
    {
        var ml = new MLContext(seed: 1);
        ml.Unlearning().TuneProcess();
        var album = new Album(parsed.GetValue(folder)!.FullName);
        if (!album.Exists) AlbumPainter.Paint(ml, album, parsed.GetValue(people), parsed.GetValue(photos));
        var recipe = new TrainingRecipe { NumberOfEpochs = parsed.GetValue(epochs), Augmentation = null };
        var named = parsed.GetValue(person) ?? [];
        var asking = named.Length > 0 ? named : album.PeopleToForget();
        new ForgetCommand(ml, album, cancellation).Run(asking, parsed.GetValue(width), recipe);
        return Task.FromResult(0);
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException
        or FormatException or UnauthorizedAccessException)
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
