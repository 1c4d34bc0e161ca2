namespace MLNetUnlearning.Tool.Tests;

/// <summary>Methods, attacks, networks and the machine.</summary>
[Collection(ToolTests.Name)]
public sealed class ListsTests(Workplace place)
{
    [Theory]
    [InlineData("methods", "AdversarialMinMax", "Recommended", "FineTune")]
    [InlineData("attacks", "KernelSvmAttack", "TreeAttack")]
    public void All_of_a_kind_are_listed_with_what_they_do_and_their_settings(string command, params string[] some)
    {
        var list = place.Run(command, "--json").Json[command]!.AsArray();
        Assert.Superset(some.ToHashSet(), list.Select(one => (string)one!["class"]!).ToHashSet());
        Assert.All(list, one =>
        {
            Assert.NotEqual("", (string)one!["summary"]!);
            Assert.All(one["settings"]!.AsArray(), setting =>
                Assert.True(((string)setting!["description"]!).Length > 20, $"{one["class"]}.{setting["name"]}"));
        });
        Assert.All(some, name => Assert.Contains(name, place.Run(command).Succeeded.Output));
    }

    [Fact]
    public void A_method_shows_its_settings_with_their_defaults()
    {
        var text = place.Run("methods", "finetune").Succeeded.Output;
        Assert.Contains("RandomRows.TrainingShare = 0.3  (number)", text);
        Assert.Contains("WholeClass.BatchSize = null  (whole number or null)", text);
        Assert.Contains("no method 'x'", place.Run("methods", "x").ErrorLine(ExitCode.Usage));
        Assert.Contains("no attack 'x'", place.Run("attacks", "x").ErrorLine(ExitCode.Usage));
    }

    [Fact]
    public void Networks_are_listed_with_their_widths()
    {
        var list = place.Run("networks", "--json").Json["networks"]!.AsArray();
        Assert.Equal(["ResNet18", "SmallConvNet"], list.Select(one => (string)one!["name"]!));
        Assert.All(list, one => Assert.Equal("width", (string)Assert.Single(one!["settings"]!.AsArray())!["name"]!));
        Assert.Contains("Channels of the first", place.Run("networks").Succeeded.Output);
    }

    [Fact]
    public void The_doctor_says_what_the_tool_stands_on()
    {
        var json = place.Run("doctor", "--threads", "1", "--json").Json;
        Assert.True((bool)json["torchLoads"]!);
        Assert.Equal(1, (int)json["threads"]!);
        Assert.Contains("Tensors can be made", place.Run("doctor").Succeeded.Output);
    }

    [Fact]
    public void On_an_old_system_the_tool_builds_its_bridge_in_the_users_cache_and_starts_itself_again()
    {
        if (!OperatingSystem.IsLinux()) return; // no other system has the trouble
        var cache = place.PathOf("cache");
        Ended Doctor() => ToolProcess.Wait(ToolProcess.Start(place.Folder, ["doctor", "--json"], start =>
        {
            start.Environment.Remove("LD_LIBRARY_PATH");
            start.Environment.Remove("MLNET_UNLEARN_BRIDGE");
            start.Environment["XDG_CACHE_HOME"] = cache;
        }));
        var (first, second) = (Doctor(), Doctor());
        Assert.True((bool)first.Json["torchLoads"]!);
        Assert.Equal("", second.Error);
        var bridge = (string?)second.Json["bridge"];
        if (bridge is null) Assert.False(Directory.Exists(cache)); // a system that needs none
        else Assert.True(bridge.StartsWith(cache, StringComparison.Ordinal) && File.Exists(Path.Combine(bridge, "libstdc++.so.6")));
    }

    [Fact]
    public void The_schema_knows_the_options_of_every_command()
    {
        var schema = place.Run("schema").Json;
        Assert.Equal(schema.ToJsonString(), place.Run("schema", "--json").Json.ToJsonString());
        var train = schema["properties"]!["train"]!["properties"]!.AsObject();
        Assert.Equal("integer", (string)train["rowsPerClass"]!["type"]!);
        Assert.NotNull(schema["properties"]!["forget"]!["anyOf"]);
        var record = schema["properties"]!["record"]!["properties"]!;
        Assert.NotNull(record["write"]!["properties"]!["requestId"]);
        Assert.NotNull(record["verify"]!["properties"]!["picture"]);
        Assert.False((bool)train.Parent!["additionalProperties"]!);
    }
}
