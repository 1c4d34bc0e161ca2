using System.Text.Json;

namespace MLNetUnlearning.Files;

/// <summary>The fields of one JSON object, read strictly: none twice, none missing, none left over; errors name the field.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> fields = [];
    private readonly HashSet<string> read = [];
    private readonly string path;

    private JsonFields(string path) => this.path = path;

    /// <summary>The names of the fields.</summary>
    public IReadOnlyCollection<string> Names => fields.Keys;

    /// <param name="element">What should be an object.</param>
    /// <param name="path">Where it is, for messages.</param>
    public static JsonFields Of(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new ModelFileException($"{path} is no object.");
        var fields = new JsonFields(path);
        foreach (var field in element.EnumerateObject())
            if (!fields.fields.TryAdd(field.Name, field.Value))
                throw new ModelFileException($"{path} names '{field.Name}' twice.");
        return fields;
    }

    public JsonFields Object(string name) => Of(Take(name), PathOf(name));

    /// <summary>The object, or null where the field is not there.</summary>
    public JsonFields? OptionalObject(string name) => fields.ContainsKey(name) ? Object(name) : null;

    public string Text(string name) => Take(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name, "no text");

    public bool Flag(string name) => Take(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "neither true nor false"),
    };

    public double Number(string name) => Double(Take(name)) ?? throw Wrong(name, "no number");

    public int Integer(string name, int least, int most = int.MaxValue)
    {
        var value = Long(Take(name)) ?? throw Wrong(name, "no whole number");
        return value >= least && value <= most ? (int)value : throw Wrong(name, $"{value}; it must be in {least}..{most}");
    }

    public long[] Integers(string name) => Items(name).Select(item => Long(item) ?? throw Wrong(name, "no list of whole numbers")).ToArray();

    public double[] Numbers(string name) => Items(name).Select(item => Double(item) ?? throw Wrong(name, "no list of numbers")).ToArray();

    public string[] Texts(string name) => Items(name)
        .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "no list of texts")).ToArray();

    /// <summary>The objects of a list.</summary>
    public JsonFields[] Objects(string name) => Items(name).Select((item, i) => Of(item, $"{PathOf(name)}[{i}]")).ToArray();

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>Refuses fields that nobody asked for.</summary>
    public void End()
    {
        foreach (var name in fields.Keys.Where(name => !read.Contains(name))) throw new ModelFileException($"{path} has a field that is not known here: '{name}'.");
    }

    public ModelFileException Wrong(string name, string what) => new($"{PathOf(name)} is {what}.");

    private JsonElement.ArrayEnumerator Items(string name) =>
        Take(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Wrong(name, "no list");

    private JsonElement Take(string name)
    {
        read.Add(name);
        return fields.TryGetValue(name, out var value) ? value : throw new ModelFileException($"{path} lacks '{name}'.");
    }

    private string PathOf(string name) => $"{path}.{name}";

    private static long? Long(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value) ? value : null;

    private static double? Double(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;
}
