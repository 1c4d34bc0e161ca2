using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a user's mapping is: what to do, its name in model files, and which columns the members of its classes are.</summary>
internal sealed class CustomMapping<TSrc, TDst>(
    Action<TSrc, TDst> action, string contractName, SchemaDefinition inputDefinition, SchemaDefinition outputDefinition)
    where TSrc : class, new()
    where TDst : class, new()
{
    public Action<TSrc, TDst> Action { get; } = action ?? throw new ArgumentNullException("mapAction");

    public string ContractName => contractName;

    public SchemaDefinition Input { get; } = inputDefinition ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write);

    public ObjectColumns<TDst> Output { get; } =
        new(outputDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Read));
}
