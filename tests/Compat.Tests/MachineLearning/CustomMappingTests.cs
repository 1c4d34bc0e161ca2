using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Compat.Tests.MachineLearning;

public class CustomMappingTests
{
    private readonly MLContext context = new(seed: 1);
    private readonly IDataView view;
    private int calls;

    public CustomMappingTests() => view = context.Data.LoadFromEnumerable(Flower.Field(3));

    [Fact]
    public void A_mapping_adds_the_members_of_its_result_as_columns()
    {
        IDataView mapped = Mapped((source, result) => (result.Twice, result.Two, result.Text) = (2 * source.Width, [source.Width, source.Petals[1]], source.Name + "!"));

        Assert.Equal(["Twice", "Two", "Text"], mapped.Schema.Skip(view.Schema.Count).Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), mapped.Schema["Two"].Type);
        Assert.Equal([0f, 2f, 4f], mapped.GetColumn<float>("Twice"));
        Assert.Equal([[0f, 0f], [1f, -1f], [2f, -2f]], mapped.GetColumn<float[]>("Two"));
        Assert.Equal(["flower 0!", "flower 1!", "flower 2!"], mapped.GetColumn<string>("Text"));
    }

    [Fact]
    public void It_is_called_once_a_row_and_only_when_one_of_its_columns_is_asked_for()
    {
        IDataView mapped = Mapped((_, _) => calls++);

        Assert.Equal(3, mapped.GetColumn<string>("Name").Count());
        Assert.Equal(0, calls);

        using DataViewRowCursor cursor = mapped.GetRowCursor([mapped.Schema["Twice"], mapped.Schema["Text"]]);
        ValueGetter<float> twice = cursor.GetGetter<float>(mapped.Schema["Twice"]);
        ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(mapped.Schema["Text"]);
        float number = 0;
        ReadOnlyMemory<char> word = default;
        while (cursor.MoveNext()) {
            twice(ref number);
            text(ref word);
            twice(ref number);
        }
        Assert.Equal(3, calls);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<VBuffer<float>>(mapped.Schema["Two"]));
    }

    [Fact]
    public void Its_columns_depend_on_the_members_of_its_source()
    {
        ITransformer mapping = context.Transforms.CustomMapping<Source, Result>((_, _) => { }, null).Fit(view);
        IRowToRowMapper mapper = mapping.GetRowToRowMapper(view.Schema);

        Assert.True(mapping.IsRowToRowMapper);
        Assert.Equal(["Name", "Width", "Petals"], mapper.GetDependencies([mapper.OutputSchema["Text"]]).Select(column => column.Name));
        Assert.Equal(["IsRed"], mapper.GetDependencies([mapper.OutputSchema["IsRed"]]).Select(column => column.Name));
    }

    [Fact]
    public void A_source_without_members_makes_constants()
    {
        ITransformer mapping = context.Transforms.CustomMapping<Nothing, Number>((_, result) => result.Value = 7, null).Fit(view);
        IRowToRowMapper mapper = mapping.GetRowToRowMapper(view.Schema);

        Assert.Empty(mapper.GetDependencies([mapper.OutputSchema["Value"]]));
        Assert.Equal([7f, 7f, 7f], mapping.Transform(view).GetColumn<float>("Value"));
    }

    [Fact]
    public void Vectors_pass_as_buffers_and_keys_count_from_zero_in_objects()
    {
        IDataView mapped = context.Transforms.CustomMapping<Buffers, Buffers2>((source, result) => {
            source.Petals.CopyTo(ref result.Copy);
            result.Key = (uint)source.Petals.GetItemOrDefault(0);
        }, null).Fit(view).Transform(view);

        Assert.Equal([[0f, 0f], [1f, -1f], [2f, -2f]], mapped.GetColumn<float[]>("Copy"));
        Assert.Equal([1u, 2u, 3u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Missing_columns_and_columns_of_other_types_are_named()
    {
        IDataView bare = context.Data.LoadFromEnumerable([new Number()]);

        Assert.StartsWith("Could not find  column 'Name'", Assert.Throws<ArgumentOutOfRangeException>(
            () => context.Transforms.CustomMapping<Source, Result>((_, _) => { }, null).Fit(bare)).Message);
        Assert.StartsWith("Can't bind the IDataView column 'Name' of type 'String' to field or property 'Name' of type 'System.Single'.",
            Assert.Throws<InvalidOperationException>(() => context.Transforms.CustomMapping<WrongName, Result>((_, _) => { }, null).Fit(view)).Message);
        Assert.StartsWith("Schema mismatch for input column 'Name': expected Single, got String", Assert.Throws<ArgumentOutOfRangeException>(
            () => context.Transforms.CustomMapping<WrongName, Result>((_, _) => { }, null).Append(context.Transforms.CopyColumns("A", "Text")).Fit(view)).Message);
    }

    [Fact]
    public void An_engine_calls_the_mapping_for_every_object()
    {
        ITransformer mapping = context.Transforms.CustomMapping<Source, Result>((source, result) => result.Twice = 2 * source.Width, null).Fit(view);
        using PredictionEngine<Flower, Result> engine = context.Model.CreatePredictionEngine<Flower, Result>(mapping);

        Assert.Equal([2f, 4f, 4f], new[] { 1, 2, 2 }.Select(i => engine.Predict(Flower.Number(i)).Twice));
    }

    [Fact]
    public void A_mapping_without_a_contract_cannot_be_saved()
    {
        ITransformer mapping = context.Transforms.CustomMapping<Source, Result>((_, _) => { }, null).Fit(view);

        var error = Assert.Throws<InvalidOperationException>(() => context.Model.Save(mapping, view.Schema, new MemoryStream()));
        Assert.Equal("Empty contract name for a transform: the transform cannot be saved", error.Message);
    }

    [Fact]
    public void A_contract_is_found_in_the_assembly_of_the_mapping_without_registering_it()
    {
        ITransformer loaded = Loaded(new MLContext(), new Tripling().GetMapping());

        Assert.IsType<CustomMappingTransformer<Source, Result>>(loaded);
        Assert.Equal([0f, 3f, 6f], loaded.Transform(view).GetColumn<float>("Twice"));
    }

    [Fact]
    public void What_is_loaded_is_what_the_contract_says_not_what_was_saved()
    {
        float factor = 100;
        ITransformer loaded = Loaded(new MLContext(), (source, result) => result.Twice = factor * source.Width);

        Assert.Equal([0f, 3f, 6f], loaded.Transform(view).GetColumn<float>("Twice"));
    }

    [Fact]
    public void A_contract_in_another_assembly_is_found_once_that_is_registered()
    {
        Action<Source, Result> ofAnotherAssembly = Assert.NotSame;
        var fresh = new MLContext();
        Assert.ThrowsAny<Exception>(() => Loaded(fresh, ofAnotherAssembly));

        fresh.ComponentCatalog.RegisterAssembly(typeof(Tripling).Assembly);
        fresh.ComponentCatalog.RegisterAssembly(typeof(Tripling).Assembly);
        Assert.Equal([0f, 3f, 6f], Loaded(fresh, ofAnotherAssembly).Transform(view).GetColumn<float>("Twice"));
    }

    [Fact]
    public void An_unknown_contract_and_a_contract_of_another_kind_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Loaded(new MLContext(), new Tripling().GetMapping(), "unknown"));
        Assert.Throws<InvalidOperationException>(() => Loaded(new MLContext(), new Tripling().GetMapping(), "no mapping"));
    }

    [Fact]
    public void The_attribute_tells_its_contract() => Assert.Equal("triple", new CustomMappingFactoryAttributeAttribute("triple").ContractName);

    private IDataView Mapped(Action<Source, Result> action) => context.Transforms.CustomMapping(action, null).Fit(view).Transform(view);

    private ITransformer Loaded(MLContext into, Action<Source, Result> action, string contract = "triple")
    {
        using var file = new MemoryStream();
        context.Model.Save(context.Transforms.CustomMapping(action, contract).Fit(view), view.Schema, file);
        file.Position = 0;
        return into.Model.Load(file, out _);
    }

    public sealed class Source
    {
        public string Name { get; set; } = "";

        public float Width { get; set; }

        public float[] Petals { get; set; } = [];
    }

    public sealed class Result
    {
        public float Twice { get; set; }

        [VectorType(2)]
        public float[] Two { get; set; } = [];

        public string Text { get; set; } = "";
    }

    public sealed class Nothing;

    public sealed class Number
    {
        public float Value { get; set; }
    }

    public sealed class WrongName
    {
        public float Name { get; set; }
    }

    public sealed class Buffers
    {
        public VBuffer<float> Petals;
    }

    public sealed class Buffers2
    {
        [VectorType(2)]
        public VBuffer<float> Copy;

        [KeyType(3)]
        public uint Key;
    }

    [CustomMappingFactoryAttribute("triple")]
    public sealed class Tripling : CustomMappingFactory<Source, Result>
    {
        public override Action<Source, Result> GetMapping() => (source, result) => result.Twice = 3 * source.Width;
    }

    [CustomMappingFactoryAttribute("no mapping")]
    public sealed class NoMapping;
}
