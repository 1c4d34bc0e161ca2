namespace Matrix.Tests;

/// <summary>What a command line asks for.</summary>
public sealed class PlanTests
{
    private static readonly DrawList[] Lists = [DrawList.Report, DrawList.Search];

    [Fact]
    public void The_lists_for_searching_and_for_reporting_share_no_half_no_class_and_no_seed()
    {
        Assert.NotEqual(DrawList.Report.Half, DrawList.Search.Half);
        Assert.NotEqual(DrawList.Report.PictureSeed, DrawList.Search.PictureSeed);
        var classes = Lists.Select(list =>
            (string[])[.. list.ClassesOfCifar10, .. list.ClassesOfCifar100, .. list.ClassesOfShapes]).ToList();
        Assert.Empty(classes[0].Intersect(classes[1]));
        var seeds = Lists.Select(list => Whole(list).Blocks().Concat(Whole(list).AblationBlocks()).SelectMany(block => block.Contestants
            .Select(one => block.Draw.Seed + one.SeedStep).Append(block.Draw.OriginalSeed)).ToHashSet()).ToList();
        Assert.NotEmpty(seeds[0]);
        Assert.Empty(seeds[0].Intersect(seeds[1]));
    }

    [Fact]
    public void Every_unit_has_a_name_of_its_own_and_the_same_name_is_the_same_draw_wherever_it_is_asked_for()
    {
        foreach (var list in Lists)
        {
            var whole = Whole(list).Blocks();
            Assert.Equal(whole.Count, whole.Select(unit => unit.Name).Distinct().Count());
            var others = Whole(list).AblationBlocks().Concat((Whole(list) with { IsQuick = true }).Blocks()).ToList();
            Assert.NotEmpty(others);
            foreach (var other in others.Where(one => whole.Any(unit => unit.Name == one.Name)))
                Assert.Equal(whole.Single(unit => unit.Name == other.Name).Draw, other.Draw);
        }
    }

    [Fact]
    public void Draws_are_pooled_until_a_hundred_rows_are_forgotten()
    {
        int Draws(string cell, RequestKind kind) => Draw.Of(DrawList.Report, Cell.All.Single(one => one.Name == cell), kind).Count();
        Assert.Equal(5, Draws("4x24-conv", RequestKind.Class)); // of 24 rows
        Assert.Equal(10, Draws("4x24-conv", RequestKind.Random10)); // of 10 rows
        Assert.Equal(3, Draws("synthetic-resnet8", RequestKind.Ids)); // two ids of 20 rows
        Assert.Equal(2, Draws("10x100-conv", RequestKind.Class));
        Assert.Equal(3, Draws("10x100-conv", RequestKind.Random10));
        Assert.Equal(10, Draws("10x100-conv", RequestKind.Random1));
        Assert.Equal(1, Draws("10x100-conv", RequestKind.Random30));
        Assert.Equal(2, Draws("100x90-resnet8", RequestKind.Class));
    }

    [Fact]
    public void The_whole_has_every_cell_request_and_method_that_it_is_meant_to_have()
    {
        var blocks = Whole(DrawList.Report).Blocks();
        Assert.Equal(8, blocks.Select(block => block.Cell.Name).Distinct().Count());
        Assert.Equal(8 * 3 + 2 * 2, blocks.Select(block => (block.Cell.Name, block.Draw.Kind)).Distinct().Count());
        var classes = blocks.Where(block => block.Draw.Kind == RequestKind.Class).GroupBy(block => block.Cell);
        Assert.All(classes, cell => Assert.Equal(2, cell.Select(block => block.Draw.Class).Distinct().Count()));
        Assert.All(blocks, block => Assert.Equal(
            block.Cell.HasEveryMethod ? Contestant.Methods.Count : 4, block.Contestants.Count(Contestant.Methods.Contains)));
        Assert.Contains(Contestant.Methods, one => one is { Name: "default", Method: null });
    }

    [Fact]
    public void A_reference_has_three_retrainings_unless_they_take_minutes_and_the_block_has_five()
    {
        foreach (var block in Whole(DrawList.Report).Blocks().GroupBy(unit => (unit.Cell, unit.Draw.Kind)))
        {
            var references = block.Select(unit => unit.Contestants.Count(Contestant.References.Contains)).ToList();
            var areDear = block.Key.Cell.NetworkName.StartsWith("resnet", StringComparison.Ordinal);
            Assert.All(references, count => Assert.Equal(areDear && references.Count >= 5 ? 1 : 3, count));
        }
        Assert.All((Whole(DrawList.Report) with { Retrainings = 2 }).Blocks(), unit =>
            Assert.Equal(2, unit.Contestants.Count(Contestant.References.Contains)));
    }

    [Fact]
    public void The_ablation_has_five_classes_and_five_random_draws()
    {
        var blocks = Whole(DrawList.Search).AblationBlocks();
        Assert.Equal(5, blocks.Where(block => block.Draw.Kind == RequestKind.Class).Select(block => block.Draw.Class).Distinct().Count());
        Assert.Equal(5, blocks.Where(block => block.Draw.Kind == RequestKind.Random10).Select(block => block.Draw.Seed).Distinct().Count());
        Assert.Equal(10, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(
            block.Contestants.Count, block.Contestants.Select(one => one.Name).Distinct().Count()));
    }

    [Fact]
    public void There_are_twelve_hand_tuned_settings_and_each_makes_a_sound_recipe()
    {
        Assert.Equal(12, HandTuned.All.Select(settings => settings.ToString()).Distinct().Count());
        Assert.All(HandTuned.All, settings => Assert.Empty(settings.Recipe().Violations()));
    }

    [Theory]
    [InlineData("4x24", "4x24-conv 4x24-resnet8")]
    [InlineData("conv", "10x100-conv synthetic-conv 4x24-conv")]
    [InlineData("10X450-resnet16", "10x450-resnet16")]
    public void A_cell_is_meant_by_its_name_its_data_or_its_network(string word, string names)
    {
        var plan = Whole(DrawList.Report) with { Cells = [word] };
        Assert.Equal(names.Split(' ').Order(), plan.ChosenCells().Select(cell => cell.Name).Order());
    }

    [Theory]
    [InlineData("no cell '5x5'", "--cells", "5x5")]
    [InlineData("no method 'Nothing'", "--methods", "Nothing")]
    [InlineData("no kind of request 'all'", "--requests", "all")]
    [InlineData("nothing to run", "--cells", "4x24", "--requests", "random-1")]
    [InlineData("--data", "--cells", "4x24", "--data", "nowhere")]
    public async Task What_cannot_be_run_is_said_before_anything_is(string message, params string[] words)
    {
        var folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        var asked = CommandLine.Read([.. words, "--output", folder]);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => asked.RunAll(TextWriter.Null, TextWriter.Null, default));
        Assert.Contains(message, error.Message);
        Assert.False(Directory.Exists(folder));
    }

    private static Plan Whole(DrawList list) => new() { Draws = list };
}
