using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by number; a plain list in a field would not be registered.</summary>
public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> _list = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => append(modules);

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _list[index];
        set => Renumber(() => _list[index] = value);
    }

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

    public bool Contains(T item) => _list.Contains(item);

    public int IndexOf(T item) => _list.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public void Insert(int index, T item) => Renumber(() => _list.Insert(index, item));

    public void RemoveAt(int index) => Renumber(() => _list.RemoveAt(index));

    public void Clear() => Renumber(_list.Clear);

    public bool Remove(T item)
    {
        var removed = false;
        Renumber(() => removed = _list.Remove(item));
        return removed;
    }

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A module's name is its place, so a change in the middle renames those after it.</summary>
    private void Renumber(Action change)
    {
        change();
        ClearModules();
        for (var place = 0; place < _list.Count; place++) {
            register_module(place.ToString(CultureInfo.InvariantCulture), _list[place]);
        }
    }
}
