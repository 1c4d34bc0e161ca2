using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by number; a plain list in a field would not be registered.</summary>
public class ModuleList<T> : nn.Module, IEnumerable<T> where T : nn.Module
{
    private readonly List<T> _list = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => append(modules);

    public int Count => _list.Count;

    public T this[int index] => _list[index];

    public void Add(T item)
    {
        register_module(_list.Count.ToString(CultureInfo.InvariantCulture), item);
        _list.Add(item);
    }

    public void append(params T[] parameters) => extend(parameters);

    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) {
            Add(module);
        }
    }

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
