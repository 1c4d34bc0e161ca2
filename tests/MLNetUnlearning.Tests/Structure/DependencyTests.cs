using System.Reflection;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tests;

/// <summary>Which folder of the library may refer to which, as docs/architecture.md says.</summary>
public sealed partial class DependencyTests
{
    private const string Root = "(root)";

    /// <summary>For each folder those below it; a folder within a folder belongs to it here.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [Root] =
        [
            "Auditing", "Serving", "Sharding", "Features", "Scoring", "Methods", "Files", "Training", "Networks", "Onnx", "Reporting",
            "Records", "Html", "Evaluation", "Attacks", "DataSets", "Data",
        ],
        ["Auditing"] = ["Sharding", "Scoring", "Methods", "Files", "Training", "Networks", "Evaluation", "Data"],
        ["Serving"] = ["Scoring", "Networks", "Data"],
        ["Sharding"] = ["Features", "Files", "Data"],
        ["Features"] = ["Records", "Files", "Data"],
        ["Scoring"] = ["Files", "Training", "Networks", "Data"],
        ["Files"] = ["Training", "Networks", "Onnx", "Data"],
        ["Methods"] = ["Training", "Networks", "Data"],
        ["Training"] = ["Networks", "Data"],
        ["Networks"] = ["Onnx", "Data"],
        ["Reporting"] = ["Html", "Evaluation", "Files", "Data"],
        ["Records"] = ["Html", "Evaluation", "Files", "Data"],
        ["Evaluation"] = ["Attacks", "Data"],
        ["Attacks"] = ["Data"],
        ["DataSets"] = ["Data"],
        ["Html"] = [],
        ["Onnx"] = [],
        ["Data"] = [],
    };

    private static readonly Assembly Library = typeof(UnlearningMethod).Assembly;

    private static readonly string Sources = Path.Combine(Repository.Root, "src", "MLNetUnlearning");

    /// <summary>The folder of each type that is declared in a file: "Methods/Game", say.</summary>
    private static readonly Dictionary<string, string> FolderOf = ReadFolders();

    /// <summary>Who refers to whom: folders, with an example each.</summary>
    private static readonly Dictionary<(string From, string To), string> Uses = ReadUses();

    public static TheoryData<string> Folders => new(FolderOf.Values.Select(Top).Distinct());

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_uses_the_folders_below_it_only(string folder)
    {
        Assert.True(MayUse.ContainsKey(folder), $"'{folder}' is new: say here and in docs/architecture.md what it may use.");
        Assert.Empty(Uses
            .Where(use => Top(use.Key.From) == folder && Top(use.Key.To) is var to && to != folder && !MayUse[folder].Contains(to))
            .Select(use => use.Value));
    }

    [Fact]
    public void No_two_folders_use_each_other_directly_or_over_others()
    {
        var inCircles = FolderOf.Values.Distinct().Where(folder => ReachedFrom(folder).Contains(folder)).ToList();
        Assert.Empty(Uses.Where(use => inCircles.Contains(use.Key.From) && inCircles.Contains(use.Key.To)).Select(use => use.Value));
    }

    [Fact]
    public void Nothing_refers_to_the_root() =>
        Assert.Empty(Uses.Where(reference => reference.Key.To == Root).Select(reference => reference.Value));

    [Theory, InlineData("Networks"), InlineData("Training"), InlineData("Methods")]
    public void These_know_tensors_and_no_data_views(string folder) => Assert.Empty(UsersOf("Microsoft.ML", folder));

    [Theory, InlineData("Attacks"), InlineData("Evaluation"), InlineData("Reporting"), InlineData("Records"),
     InlineData("Sharding"), InlineData("Features")]
    public void These_know_scored_rows_and_no_tensors(string folder) => Assert.Empty(UsersOf("TorchSharp", folder));

    [Fact]
    public void Nothing_writes_to_the_console_forces_a_collection_or_touches_global_random_state()
    {
        static bool IsForbidden(MemberInfo member) => (member.DeclaringType?.FullName, member.Name)
            is ("System.Console", _) or ("System.GC", "Collect") or ("System.Random", "get_Shared")
            or ("TorchSharp.torch" or "TorchSharp.torch+random", "manual_seed");
        Assert.Empty(Library.GetTypes().SelectMany(type =>
            References.MembersOf(type).Where(IsForbidden).Select(member => $"{type}: {member.DeclaringType}.{member.Name}")));
    }

    [Fact]
    public void Tensors_are_made_in_one_place_that_states_their_type_and_device()
    {
        string[] makers =
        [
            "arange", "as_tensor", "empty", "eye", "frombuffer", "from_array", "full", "linspace", "ones", "rand", "randint", "randn",
            "randperm", "tensor", "zeros",
        ];
        bool IsMaker(MemberInfo member) => member.DeclaringType == typeof(torch) && makers.Contains(member.Name);
        Assert.Empty(Library.GetTypes().Where(type => type != typeof(NewTensor)).SelectMany(type =>
            References.MembersOf(type).Where(IsMaker).Select(member => $"{type}: {member.Name} (NewTensor makes tensors)")));
    }

    private static HashSet<string> ReachedFrom(string folder)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>([folder]);
        while (next.TryDequeue(out var from))
            foreach (var to in Uses.Keys.Where(reference => reference.From == from).Select(reference => reference.To))
                if (reached.Add(to)) next.Enqueue(to);
        return reached;
    }

    private static IEnumerable<string> UsersOf(string library, string folder)
    {
        var types = Library.GetTypes().Where(type => Folder(type) is { } own && Top(own) == folder).ToList();
        Assert.NotEmpty(types);
        return types.SelectMany(type => References.TypesOf(type)
            .Where(used => used.Assembly != Library && used.Namespace?.StartsWith(library, StringComparison.Ordinal) == true)
            .Select(used => $"{type.Name} uses {used.FullName}"));
    }

    private static Dictionary<(string, string), string> ReadUses()
    {
        var uses = new Dictionary<(string, string), string>();
        foreach (var type in Library.GetTypes())
            foreach (var used in References.TypesOf(type).Where(used => used.Assembly == Library))
                if (Folder(type) is { } from && Folder(used) is { } to && from != to)
                    uses.TryAdd((from, to), $"{from}: {type.Name} uses {to}: {used.Name}");
        return uses;
    }

    private static Dictionary<string, string> ReadFolders()
    {
        var folders = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(Sources, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (folder.Split('/')[0] is "bin" or "obj") continue;
            foreach (Match declared in Declaration().Matches(File.ReadAllText(file)))
            {
                var here = folder == "." ? Root : folder;
                if (!folders.TryAdd(declared.Groups[1].Value, here) && folders[declared.Groups[1].Value] != here)
                    Assert.Fail($"{declared.Groups[1].Value} is declared in two folders: {folders[declared.Groups[1].Value]} and {here}.");
            }
        }
        return folders;
    }

    /// <summary>The folder of a type, or of the one that it is nested in; null for what tools add to the assembly.</summary>
    private static string? Folder(Type type)
    {
        if (type.DeclaringType is { } declaring) return Folder(declaring);
        if (type.Namespace == "MLNetUnlearning.Onnx.Protobuf") return "Onnx";
        return FolderOf.GetValueOrDefault(type.Name.Split('`')[0]);
    }

    private static string Top(string folder) => folder.Split('/')[0];

    [GeneratedRegex(
        @"^(?:public |internal |static |sealed |abstract |partial |readonly )*"
        + @"(?:class|record struct|record|struct|interface|enum|delegate [\w<>\[\]?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
