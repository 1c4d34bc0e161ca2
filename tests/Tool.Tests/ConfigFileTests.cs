namespace MLNetUnlearning.Tool.Tests;

/// <summary>Options from a file.</summary>
[Collection(ToolTests.Name)]
public sealed class ConfigFileTests(Workplace place)
{
    [Fact]
    public void Line_ends_of_Windows_and_a_byte_order_mark_are_read()
    {
        var json = "{ \"data\": \"nowhere\",\r\n\"seed\": 1 }\r\n";
        File.WriteAllText(place.PathOf("options.json"), json, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Contains("'nowhere'", place.Run("train", "--config", "options.json", "--output", "unmade.zip").ErrorLine(ExitCode.Data));
    }

    private void Write(string json) => File.WriteAllText(place.PathOf("options.json"), json);

    [Fact]
    public void Options_come_from_the_file_and_the_command_line_goes_before_it()
    {
        Write("""
            {
                "$schema": "options.schema.json", // completed by editors
                "data": "synthetic", "threads": 1, "rowsPerClass": 99,
                "train": {
                    "rowsPerClass": 6, "testRowsPerClass": 3, "network": "SmallConvNet", "width": 2, "epochs": 2, "batch": 8, "json": true
                },
                "unlearn": {
                    "rowsPerClass": 6, "forget": ["class:disc", "class:ring"], "method": "FineTune", "set": { "NumberOfSteps": 2 },
                    "maximumRetainAccuracyLoss": 100, "json": true,
                },
            }
            """);
        var trained = place.Run("train", "--config", "options.json", "--epochs", "1", "--output", "config.zip").Json;
        Assert.Contains("1 epoch", (string)trained["recipe"]!);
        Assert.Equal("SmallConvNet of width 2", (string)trained["network"]!);
        var unlearned = place.Run("unlearn", "config.zip", "--config", "options.json", "--force").Json;
        Assert.Equal("class:disc + class:ring", (string)unlearned["forget"]!);
        Assert.Contains("NumberOfSteps = 2", (string)unlearned["settings"]!);
    }

    [Fact]
    public void Commands_below_a_command_have_their_own_options_in_the_file()
    {
        Directory.CreateDirectory(place.PathOf("config"));
        Write("""
            {
                "data": "synthetic", "threads": 1, "unlearn": { "record": "unused.json" },
                "record": {
                    "forget": "class:disc", "write": { "requestId": "from the file", "original": "a.zip" }, "verify": { "id": "7" }
                }
            }
            """);
        var written = place.Run("record", "write", "b.zip", "--config", "options.json", "--output", "config/r.json", "--json").Json;
        Assert.Equal("from the file", (string)written["request"]!);
    }

    [Theory]
    [InlineData("{ \"record\": { \"write\": { \"id\": \"a\" } } }", "'record.write.id' in 'options.json' is no option of this command")]
    [InlineData("{ \"record\": { \"write\": 3 } }", "'record.write' in 'options.json' must be an object")]
    [InlineData("{ \"speed\": 1 }", "'speed' in 'options.json' is no option of any command")]
    [InlineData("{ \"train\": { \"forget\": \"class:disc\" } }", "'train.forget' in 'options.json' is no option of this command")]
    [InlineData("{ \"train\": 3 }", "'train' in 'options.json' must be an object")]
    [InlineData("{ \"data\": null }", "'data' in 'options.json' cannot be null")]
    [InlineData("{ \"data\": \"synthetic\", \"epochs\": \"x\" }", "'x' for option '--epochs'")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{\n\"data\": }", "options in 'options.json' cannot be read, line 2: '}' is an invalid start of a value")]
    [InlineData("", "cannot be read, line 1: ")]
    [InlineData("{ \"seed\": 1, \"seed\": 2 }", "cannot be read: Duplicate property 'seed'")]
    [InlineData("{ \"force\": \"yes\" }", "'force' in 'options.json' must be true or false, and is \"yes\"")]
    [InlineData("{ \"data\": true }", "'data' in 'options.json' cannot be true")]
    [InlineData("{ \"data\": \"--force\" }", "no folder or file '--force'")]
    public void A_file_that_says_what_no_command_takes_is_refused(string json, string message)
    {
        Write(json);
        var ended = place.Run("train", "--config", "options.json", "--output", "unmade.zip");
        Assert.Contains(message, ended.ErrorLine(message.StartsWith("no folder") ? ExitCode.Data : ExitCode.Usage));
        Assert.DoesNotContain("fault of the tool", ended.Error);
        Assert.Contains("cannot be read", place.Run("train", "--config", "nowhere.json").ErrorLine(ExitCode.Usage));
    }

    [Fact]
    public void An_option_that_must_be_stated_may_stand_in_the_file()
    {
        Write("""
            { "compare": { "kubernetes": { "preset": "smoke", "output": "out", "image": "registry/tool:1", "claim": "data" } } }
            """);
        Assert.Equal("Indexed", (string)place.Run("compare", "kubernetes", "--config", "options.json").Json["spec"]!["completionMode"]!);
        Write("{ }");
        Assert.Contains("--image", place.Run("compare", "kubernetes", "--config", "options.json").ErrorLine(ExitCode.Usage));
        Assert.Contains("'--bogus'", place.Run("compare", "--bogus", "--config", "nowhere.json").ErrorLine(ExitCode.Usage));
    }
}
