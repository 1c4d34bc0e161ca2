using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Settings from texts.</summary>
public sealed class SettingTextTests
{
    [Fact]
    public void Settings_of_all_types_are_set_in_a_copy()
    {
        var method = new FineTune();
        var changed = SettingText.Apply(SettingText.Apply(method, "WholeClass.LearningRate=0.25"), "wholeclass.numberofsteps = 7");
        Assert.Equal((0.25, 7), (changed.WholeClass.LearningRate, changed.WholeClass.NumberOfSteps));
        Assert.Equal(new FineTune(), method);
        Assert.Null(SettingText.Apply(changed, "WholeClass.LearningRate=null").WholeClass.LearningRate);
        Assert.Equal(TimeSpan.FromSeconds(90), SettingText.Apply(new Recommended(), "TimeLimit=90s").TimeLimit);
        Assert.Equal(TimeSpan.FromMinutes(90), SettingText.Apply(new Recommended(), "TimeLimit=1:30:00").TimeLimit);
        Assert.True(SettingText.Apply(new FineTune(), "RandomRows.Adam=true").RandomRows.Adam);
    }

    [Fact]
    public void A_name_without_a_point_is_set_wherever_it_is_one()
    {
        var changed = SettingText.Apply(new FineTune(), "BatchSize=16");
        Assert.Equal((16, 16), (changed.RandomRows.BatchSize, changed.WholeClass.BatchSize));
    }

    /// <summary>Every setting of every method takes its own default as <c>methods</c> prints it.</summary>
    [Fact]
    public void Every_setting_that_is_listed_can_be_set()
    {
        var ml = new Microsoft.ML.MLContext();
        Assert.All(MethodChoice.All(ml), method => Assert.All(Settings.All(method), setting =>
            Assert.Equal(method, SettingText.Apply(method, $"{setting.Name}={setting.Default}"))));
    }

    [Theory]
    [InlineData("Fury=1", "FineTune has no setting 'Fury'; it has RandomRows.TrainingShare")]
    [InlineData("WholeClass.Fury=1", "no setting 'WholeClass.Fury'")]
    [InlineData("BatchSize", "expected NAME=VALUE")]
    [InlineData("BatchSize=many", "Cannot read 'many' as BatchSize: expected whole number or null")]
    [InlineData("BatchSize=1e9999", "Cannot read '1e9999' as BatchSize")]
    [InlineData("WholeClass=1", "made of other settings")]
    public void What_cannot_be_set_is_refused(string text, string message)
    {
        var error = Assert.Throws<ToolException>(() => { SettingText.Apply(new FineTune(), text); });
        Assert.Contains(message, error.Message);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void A_time_without_a_unit_is_refused() => Assert.Contains(
        "expected time such as 90s", Assert.Throws<ToolException>(() => { SettingText.Apply(new Recommended(), "TimeLimit=90"); }).Message);
}
