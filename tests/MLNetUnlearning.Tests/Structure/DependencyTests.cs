using System.Reflection;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

/// <summary>Which part of the library may refer to which, as docs/architecture.md says; nested namespaces belong to their part.</summary>
public sealed class DependencyTests
{
    private const string Root = "the root";

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [Root] = ["Data", "Networks", "Training", "Methods", "Attacks", "Evaluation", "Auditing", "Reporting", "Saving", "Pipelines", "Onnx", "Files"],
        ["Reporting"] = ["Evaluation", "Files"],
        ["Evaluation"] = ["Attacks", "Data"],
        ["Attacks"] = ["Data"],
        ["Auditing"] = [Root, "Saving", "Evaluation", "Training", "Networks", "Data"],
        ["Methods"] = ["Training", "Networks", "Data"],
        ["Training"] = ["Networks", "Data"],
        ["Networks"] = ["Data", "Onnx"],
        ["Saving"] = [Root, "Training", "Networks", "Data"],
        ["Pipelines"] = [Root, "Saving", "Networks", "Data"],
        ["Serving"] = [Root, "Data"],
        ["Data"] = [],
        ["Onnx"] = [],
        ["Files"] = [],
    };

    /// <summary>What the parts share with the root: how a method is asked and how it answers.</summary>
    private static readonly HashSet<Type> Shared =
    [
        typeof(UnlearningMethod), typeof(UnlearningRun), typeof(Preparations), typeof(PreparedWeights), typeof(UnlearningProgress), typeof(UnlearningException), typeof(ClassifierStep),
    ];

    private static readonly Assembly Library = typeof(UnlearningMethod).Assembly;

    /// <summary>All but what the compiler adds to the assembly.</summary>
    private static readonly HashSet<Type> Types = Library.GetTypes()
        .Where(type => !type.IsNested && (type.Namespace == "Microsoft.ML" || type.Namespace?.StartsWith("MLNetUnlearning", StringComparison.Ordinal) == true)).ToHashSet();

    public static TheoryData<string> Parts => new(Types.Select(PartOf).Distinct());

    [Theory, MemberData(nameof(Parts))]
    public void A_part_uses_the_parts_below_it_only(string part)
    {
        Assert.True(MayUse.ContainsKey(part), $"'{part}' is new: say in {nameof(DependencyTests)} and in docs/architecture.md what it may use.");
        var wrong = TypesIn(part).SelectMany(type => References.TypesOf(type)
            .Where(used => used.Assembly == Library && Types.Contains(Outermost(used)) && !Shared.Contains(Outermost(used)))
            .Select(used => (Part: PartOf(used), Text: $"{type.Name} uses {PartOf(used)}: {used.Name}"))
            .Where(used => used.Part != part && !MayUse[part].Contains(used.Part)));
        Assert.Empty(wrong.Select(used => used.Text).Distinct());
    }

    [Theory, InlineData("Networks"), InlineData("Training"), InlineData("Methods")]
    public void These_know_tensors_and_no_data_views(string part) => Assert.Empty(UsersOf("Microsoft.ML", part));

    [Theory, InlineData("Attacks"), InlineData("Evaluation"), InlineData("Reporting")]
    public void These_know_scored_rows_and_no_tensors(string part) => Assert.Empty(UsersOf("TorchSharp", part));

    [Fact]
    public void Nothing_writes_to_the_console_forces_a_collection_or_touches_global_random_state()
    {
        static bool IsForbidden(MemberInfo member) => (member.DeclaringType?.FullName, member.Name)
            is ("System.Console", _) or ("System.GC", "Collect") or ("System.Random", "get_Shared") or ("TorchSharp.torch" or "TorchSharp.torch+random", "manual_seed");
        Assert.Empty(Library.GetTypes().SelectMany(type => References.MembersOf(type).Where(IsForbidden).Select(member => $"{type}: {member.DeclaringType}.{member.Name}")));
    }

    private static IEnumerable<string> UsersOf(string library, string part)
    {
        var types = TypesIn(part).ToList();
        Assert.NotEmpty(types);
        return types.SelectMany(type => References.TypesOf(type)
            .Where(used => used.Assembly != Library && used.Namespace?.StartsWith(library, StringComparison.Ordinal) == true)
            .Select(used => $"{type.Name} uses {used.FullName}"));
    }

    /// <summary>The types of a part, with those nested in them, such as the ones that lambdas and iterators are compiled to.</summary>
    private static IEnumerable<Type> TypesIn(string part) => Library.GetTypes().Where(type => Types.Contains(Outermost(type)) && PartOf(type) == part);

    private static string PartOf(Type type) => Outermost(type).Namespace!.Split('.') is ["MLNetUnlearning", var part, ..] ? part : Root;

    private static Type Outermost(Type type) => type.DeclaringType is { } declaring ? Outermost(declaring) : type;
}
