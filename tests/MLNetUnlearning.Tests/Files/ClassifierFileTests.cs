namespace MLNetUnlearning.Tests;

/// <summary>What was written comes back.</summary>
public sealed class ClassifierFileTests
{
    public static TheoryData<string> Networks => ["ResNet18", "ResNet18 with figures", "SmallConvNet", "SmallConvNet on gray", "own"];

    [Theory, MemberData(nameof(Networks))]
    public void Every_network_comes_back_with_the_same_weights_to_the_bit(string name)
    {
        var shape = FeatureShape.Image(9, 8, name.EndsWith("gray", StringComparison.Ordinal) ? 1 : 3, PixelRange.ZeroToOne);
        using var original = Saved.Classifier(Architecture(name), shape: shape);
        using var back = Saved.ThereAndBack(Saved.Classifier(Architecture(name), shape: shape));
        Assert.Equal(original.Architecture, back.Architecture);
        Assert.Equal(shape, back.Shape);
        Assert.Equal(Tiny.Weights(original), Tiny.Weights(back));
        Assert.Equal(original.Weights.Keys, back.Weights.Keys);
        Assert.Equal(original.Weights.Values.Select(weight => weight.dtype), back.Weights.Values.Select(weight => weight.dtype));
    }

    [Theory]
    [InlineData("String", "cat", "dog", "")]
    [InlineData("String", "ｎｅｋｏ", "\"\\\n", "😀")]
    [InlineData("Single", "0.1", "-3.4028235E+38", "NaN")]
    [InlineData("Double", "0.1", "5E-324", "Infinity")]
    [InlineData("SByte", "-128", "0", "127")]
    [InlineData("Byte", "0", "1", "255")]
    [InlineData("Int16", "-32768", "0", "7")]
    [InlineData("UInt16", "65535", "0", "7")]
    [InlineData("Int32", "-2147483648", "0", "7")]
    [InlineData("UInt32", "4294967295", "0", "7")]
    [InlineData("Int64", "-9223372036854775808", "0", "7")]
    [InlineData("UInt64", "18446744073709551615", "0", "7")]
    [InlineData(null, "0", "1", "2")]
    public void Classes_of_every_kind_come_back(string? kind, string first, string second, string third)
    {
        var type = kind is null ? null : KeyValueKind.TypeNamed(kind);
        Assert.Equal(kind is null, type is null);
        using var back = Saved.ThereAndBack(Saved.Classifier(labels: new LabelKeys([first, second, third], type)));
        Assert.Equal([first, second, third], back.Labels.Names);
        Assert.Same(type, back.Labels.ValueType);
    }

    [Fact]
    public void Columns_history_and_fingerprints_come_back()
    {
        using var original = Saved.Classifier(numberOfRows: 100);
        using var back = Saved.ThereAndBack(Saved.Classifier(numberOfRows: 100));
        Assert.Equal(original.Columns, back.Columns);
        Assert.Equal(Saved.History, back.History);
        Assert.Equal(original.TrainingRows.ToBytes(), back.TrainingRows.ToBytes());
        Assert.Equal(original.ForgottenRows.ToBytes(), back.ForgottenRows.ToBytes());
        Assert.Equal(1, back.ForgottenRows.Count);
        Assert.Equal(original.Preparations.Seed, back.Preparations.Seed);
    }

    [Fact]
    public void Every_setting_of_the_recipe_comes_back()
    {
        var atMilestones = new TrainingRecipe
        {
            NumberOfEpochs = 7,
            Milestones = [2, 5],
            BatchSize = 3,
            LearningRate = 0.3,
            WarmUpShare = 0.2,
            DecayToZero = false,
            LearningRateDecay = 0.7,
            Momentum = 0.1,
            WeightDecay = 1e-17,
            Precision = Precision.BFloat16,
            Augmentation = new Augmentation { Padding = 2, HorizontalFlip = false },
        };
        var inSteps = atMilestones with { NumberOfEpochs = null, Milestones = null, NumberOfSteps = 77 };
        using var first = Saved.ThereAndBack(Saved.Classifier(recipe: atMilestones));
        using var second = Saved.ThereAndBack(Saved.Classifier(recipe: inSteps));
        foreach (var setting in typeof(TrainingRecipe).GetProperties().Where(setting => setting.CanWrite))
        {
            // A new setting has to be written as well: this test must know a value of it that is not the default.
            var usual = setting.GetValue(new TrainingRecipe());
            Assert.True(!Equals(usual, setting.GetValue(atMilestones)) || !Equals(usual, setting.GetValue(inSteps)), setting.Name);
            Assert.Equal(setting.GetValue(atMilestones), setting.GetValue(first.Recipe));
            Assert.Equal(setting.GetValue(inSteps), setting.GetValue(second.Recipe));
        }
    }

    [Fact]
    public void A_recipe_that_leaves_everything_open_comes_back_so()
    {
        using var withPictures = Saved.ThereAndBack(Saved.Classifier(recipe: new()));
        Assert.Equal(new Augmentation(), withPictures.Recipe.Augmentation);
        var open = new TrainingRecipe { Augmentation = null };
        using var back = Saved.ThereAndBack(Saved.Classifier(recipe: open));
        Assert.Equal(open, back.Recipe);
        Assert.Equal(
            (null, null, null, null, null, null),
            (back.Recipe.NumberOfSteps, back.Recipe.NumberOfEpochs, back.Recipe.BatchSize, back.Recipe.LearningRate,
                back.Recipe.Milestones, back.Recipe.Augmentation));
    }

    [Fact]
    public void A_recipe_of_version_2_has_milestones_and_no_warm_up()
    {
        static string Older(string manifest) => manifest.Replace("\"formatVersion\": 3", "\"formatVersion\": 2")
            .Replace("\"warmUpShare\": 0,", "").Replace("\"decayToZero\": false,", "");
        using var classifier = Saved.Classifier();
        var good = Saved.Bytes(classifier);
        using var back = Saved.Load(ZipFiles.Forged(good, Older));
        Assert.Equal(Tiny.Recipe, back.Recipe);
        Assert.Contains("is of a newer version than the file", Saved.Refusal(
            ZipFiles.Forged(good, manifest => manifest.Replace("\"formatVersion\": 3", "\"formatVersion\": 2"))));
        Assert.Contains("without numberOfEpochs, batchSize or learningRate", Saved.Refusal(
            ZipFiles.Forged(good, manifest => Older(manifest).Replace("\"batchSize\": 8,", ""))));
    }

    [Fact]
    public void Zeros_that_no_pruning_made_come_back_and_are_no_mask()
    {
        using var classifier = Saved.Classifier();
        using (no_grad()) classifier.Weights["conv2.weight"].zero_();
        var bytes = Saved.Bytes(classifier);
        using var back = Saved.Load(bytes);
        Assert.All(Tiny.Weights(back)["conv2.weight"], weight => Assert.Equal(0f, weight));
        Assert.Contains("\"sparsity\": 0,", ZipFiles.Text(bytes, "manifest.json"));
        Assert.Equal(0, back.Sparsity);
    }

    [Fact]
    public void The_same_classifier_gives_the_same_bytes()
    {
        using var classifier = Saved.Classifier();
        var bytes = Saved.Bytes(classifier);
        using var back = Saved.Load(bytes);
        Assert.Equal(bytes, Saved.Bytes(classifier));
        Assert.Equal(bytes, Saved.Bytes(back));
    }

    [Fact]
    public void A_network_of_ones_own_has_to_be_brought_along()
    {
        using var classifier = Saved.Classifier(new OwnArchitecture());
        var bytes = Saved.Bytes(classifier);
        Assert.Contains("'one layer', which is not one of this library's: pass its architecture", Saved.Refusal(bytes));
        Refused.With<ModelFileException>(
            "'one layer'; the one that was passed is 'two layers'", () => Saved.Load(bytes, new OwnArchitecture("two layers")));
    }

    [Fact]
    public void A_class_that_is_no_text_is_refused_when_saving()
    {
        using var classifier = Saved.Classifier(labels: new LabelKeys(["\ud800", "b"], TextDataViewType.Instance));
        Refused.With<InvalidOperationException>("no valid Unicode", () => Saved.Bytes(classifier));
    }

    private static NetworkArchitecture Architecture(string name) => name switch
    {
        "ResNet18" => KnownNetworks.ResNet18(2),
        "ResNet18 with figures" => KnownNetworks.ResNet18(1, new ImageNormalization([0.1f, 1f / 3, -2e-8f], [1e-7f, 3, 0.7f])),
        "own" => new OwnArchitecture(),
        _ => KnownNetworks.SmallConvNet(3),
    };
}
