using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The assemblies whose contracts of custom mappings may be loaded from a model file.</summary>
public sealed class ComponentCatalog
{
    private readonly HashSet<Assembly> _assemblies = [];

    internal ComponentCatalog()
    {
    }

    internal IReadOnlyCollection<Assembly> Assemblies
    {
        get
        {
            lock (_assemblies)
                return [.. _assemblies];
        }
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_assemblies)
            _assemblies.Add(assembly);
    }
}
