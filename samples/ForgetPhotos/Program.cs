using System.CommandLine;
using ForgetPhotos;
using Microsoft.ML;

// Learns to tell people by their photos, through a pre-trained network, and forgets one of them. README.md says what it shows.
//
// Expected output (drawn photos; one run, the table's notes left out; the figures depend on the processor):
//
// features are computed, unless they are kept: 12.7 s
//   192 photos in people.features, 397 kB
// the model is trained: 2.1 s
// Forget person: anna (168 retain, 24 forget, 48 unseen, 70 test rows)
//   model          UA  MIA-Efficacy      RA      TA  avg. disparity  seconds  preparation s
//   original     0.00          0.00  100.00  100.00           50.00     1.77           0.00
//   unlearned  100.00        100.00  100.00  100.00            0.00     2.56           0.00
//   retrained  100.00        100.00  100.00  100.00            0.00     1.14           0.00
//   UA, MIA-Efficacy, RA, TA in percent. Attack: confidence, RBF SVM, the one of published tables.
//
// 24 photos of anna are deleted from people.features: 168 are left, 348 kB
// record-20261129174956.json says how, by which evidence, and which files there are
// anna/012.png, which nobody trained on: grace, 99 %

var folder = new Option<DirectoryInfo>("--photos")
{
    Description = "A folder with a folder of photos for each person. Drawn where there is none.",
    DefaultValueFactory = _ => new DirectoryInfo("photos"),
};
var person = new Option<string>("--person") { Description = "Who is to be forgotten.", DefaultValueFactory = _ => "anna" };
var people = new Option<int>("--people") { Description = "People on photos that are drawn.", DefaultValueFactory = _ => 8 };
var each = new Option<int>("--photos-each") { Description = "Photos of each of them.", DefaultValueFactory = _ => 40 };
var output = new Option<DirectoryInfo>("--output")
{
    Description = "The folder for features, model and record.",
    DefaultValueFactory = _ => new DirectoryInfo("forget-photos"),
};
people.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 2 or > 8) result.AddError("--people must be 2 to 8."); });

var command = new RootCommand("Forget a person's photos.") { folder, person, people, each, output };
command.SetAction((parsed, cancellation) =>
{
    try
    {
        var ml = new MLContext(seed: 1);
        ml.Unlearning().TuneProcess();
        var (photos, place) = (parsed.GetValue(folder)!, parsed.GetValue(output)!);
        if (!photos.Exists) FacePainter.Paint(photos.FullName, parsed.GetValue(people), parsed.GetValue(each));
        place.Create();
        new Forgetting(ml, photos.FullName, place.FullName, cancellation).Run(parsed.GetValue(person)!);
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
