using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Finds the class behind a contract that a model file names.</summary>
internal static class CustomContracts
{
    public static ITransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        string contractName = reader.ReadString(), assemblyName = reader.ReadString();
        Type factory = FactoryOf(contractName, env.ComponentCatalog.Assemblies) ?? FactoryOf(contractName, Named(assemblyName))
            ?? throw new InvalidOperationException($"Unable to locate a class for the contract '{contractName}' in '{assemblyName}' or a registered assembly.");
        return Activator.CreateInstance(factory, nonPublic: false) is ICustomMappingFactory mapping
            ? mapping.CreateTransformer(env, contractName)
            : throw new InvalidOperationException($"The class of the contract '{contractName}' is no factory of custom mappings.");
    }

    private static Type FactoryOf(string contractName, IEnumerable<Assembly> assemblies) => assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .FirstOrDefault(type => type.GetCustomAttribute<CustomMappingFactoryAttributeAttribute>()?.ContractName == contractName);

    // A file can name any assembly, but only a class with the attribute is ever made.
    private static IEnumerable<Assembly> Named(string assemblyName)
    {
        try {
            return [Assembly.Load(assemblyName)];
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or ArgumentException) {
            return [];
        }
    }
}
