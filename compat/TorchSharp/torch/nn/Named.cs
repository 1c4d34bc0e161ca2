namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Components in the order in which they were registered.</summary>
        private sealed class Named<T>
        {
            private readonly List<string> _names = [];
            private readonly Dictionary<string, T> _components = new(StringComparer.Ordinal);

            public IEnumerable<T> Values => _names.Select(name => _components[name]);

            public IEnumerable<(string Name, T Component)> Pairs => _names.Select(name => (name, _components[name]));

            public bool Contains(string name) => _components.ContainsKey(name);

            public T? Find(string name) => _components.GetValueOrDefault(name);

            public void Set(string name, T component)
            {
                if (!Contains(name)) {
                    _names.Add(name);
                }
                _components[name] = component;
            }

            public void Clear()
            {
                _names.Clear();
                _components.Clear();
            }
        }
    }
}
