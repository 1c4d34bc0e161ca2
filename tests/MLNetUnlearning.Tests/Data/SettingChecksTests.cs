using System.Globalization;
using System.Reflection;

namespace MLNetUnlearning.Tests;

public sealed class SettingChecksTests
{
    /// <summary>Every record with settings in the library.</summary>
    public static TheoryData<string> Kinds => new(AllKinds.Keys);

    private static Dictionary<string, Type> AllKinds { get; } = typeof(ISettings).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ISettings)) && !type.IsAbstract).ToDictionary(type => type.Name);

    [Fact]
    public void A_sentence_names_the_setting_its_value_and_its_range()
    {
        var (batchSize, rate, width, share, values) = (1, -0.5, (int?)0, 1.5, new[] { 2, 0.5 });
        Assert.Equal(
            [
                "batchSize is 1; it must be at least 2, since batch normalisation needs two rows.",
                "rate is -0.5; it must be positive and finite.",
                "rate is -0.5; it must be zero or positive, and finite.",
                "width is 0; it must be at least 1, or null.",
                "share is 1.5; it must be in (0, 1].",
                "values is [2, 0.5]; it must be one positive number or more, ascending.",
                "DayOfWeek is 9; it must be one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday.",
            ],
            new SettingChecks()
                .AtLeast(batchSize, 2, "batch normalisation needs two rows").Positive(rate).ZeroOrMore(rate).AtLeast(width, 1).Share(share)
                .Ascending(values).Known((DayOfWeek)9, nameof(DayOfWeek)));
    }

    [Fact]
    public void What_is_in_range_gives_no_sentence() => Assert.Empty(new SettingChecks()
        .AtLeast(2, 2).AtLeast((int?)null, 2).Positive(1e-9).Positive((double?)null).ZeroOrMore(0).Share(1)
        .Ascending([1, 1, 2]).Descending([2, 1]).Known(DayOfWeek.Friday).Nested(new OptimizerSettings()).NestedOrNull(null));

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void No_number_may_be_anything_but_a_number(double value) =>
        Assert.Equal(5, new SettingChecks()
            .Positive(value).ZeroOrMore(value).Share(value).Ascending([value]).Positive((double?)value).Count());

    [Fact]
    public void Settings_within_settings_are_named_from_the_outside()
    {
        var recipe = new TrainingRecipe { Augmentation = new() { Padding = -1 } };
        Assert.Equal(["recipe.Augmentation.Padding is -1; it must be at least 0, or null."], new SettingChecks().Nested(recipe));
        Assert.Equal(["missing is null; it must be set."], new SettingChecks().Nested(null, "missing"));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
            Assert.Equal(["rate is -0.5; it must be positive and finite."], new SettingChecks().Positive(-0.5, "rate"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_wrong_normalization_is_refused_with_all_that_is_wrong() => Assert.Equal(
        "Wrong settings of the normalization: means is [0.5, NaN]; it must be one finite number a channel. "
        + "deviations is [0]; it must be one positive, finite number a channel.",
        Assert.Throws<ArgumentException>(() => new ImageNormalization([0.5f, float.NaN], [0])).Message);

    [Theory, MemberData(nameof(Kinds))]
    public void The_defaults_are_in_range(string kind) => Assert.Empty(New(kind).Violations());

    [Theory, MemberData(nameof(Kinds))]
    public void Every_setting_is_checked(string kind)
    {
        foreach (var property in AllKinds[kind].GetProperties().Where(property => property.CanWrite))
            foreach (var wrong in WrongValues(property))
            {
                var settings = New(kind);
                property.SetValue(settings, wrong);
                Assert.Contains(settings.Violations(), violation => violation.StartsWith(property.Name, StringComparison.Ordinal));
            }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Records_of_the_same_settings_are_equal(string kind)
    {
        Assert.Equal(New(kind), New(kind));
        Assert.Equal(New(kind).GetHashCode(), New(kind).GetHashCode());
    }

    [Fact]
    public void A_list_of_settings_is_part_of_the_record_and_cannot_be_changed_from_outside()
    {
        double[] strengths = [1, 2];
        var method = new InfluenceUnlearning { Strengths = strengths };
        Assert.Equal(method, new InfluenceUnlearning { Strengths = [1, 2] });
        Assert.NotEqual(method, method with { Strengths = [1, 3] });
        strengths[0] = 5;
        Assert.Equal([1, 2], method.Strengths);
    }

    /// <summary>With the defaults; a folder has none.</summary>
    private static ISettings New(string kind) =>
        kind == nameof(CheckpointSettings) ? new CheckpointSettings("folder") : (ISettings)Activator.CreateInstance(AllKinds[kind])!;

    private static IEnumerable<object?> WrongValues(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(int)) return [-1];
        if (type == typeof(double)) return [-1.0, double.NaN, double.PositiveInfinity];
        if (type == typeof(string)) return [null, "", " "];
        if (type == typeof(TimeSpan)) return [TimeSpan.FromTicks(-1)];
        if (type.IsEnum) return [Enum.ToObject(type, 99)];
        if (type == typeof(IReadOnlyList<double>)) return [null, Array.Empty<double>(), new[] { -1.0 }];
        if (type == typeof(IReadOnlyList<AttackerInputs>)) return [null, Array.Empty<AttackerInputs>()];
        if (type == typeof(IReadOnlyList<int>)) return [new[] { 0 }];
        return type == typeof(OptimizerSettings) || type == typeof(GameSchedule) ? [null] : [];
    }
}
