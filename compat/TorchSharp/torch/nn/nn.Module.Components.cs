using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _children.Pairs;

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>The modules in this one, then those in each of them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children().Concat(Below(recurse: true, child => child.named_modules()));

            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Pairs.Where(pair => !pair.Component.IsInvalid)
                    .Concat(Below(recurse, child => child.named_parameters()))
                    .DistinctBy(pair => pair.Item2.Handle);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            // As in the library, a buffer that is not persistent is never listed, whatever include_nonpersistent says.
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Pairs
                    .Where(pair => !pair.Component.Buffer.IsInvalid && pair.Component.Persistent)
                    .Select(pair => (pair.Name, pair.Component.Buffer))
                    .Concat(Below(recurse, child => child.named_buffers(true, include_nonpersistent)));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            internal Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(pair => pair.name == target).parameter;

            internal Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(pair => pair.name == target).buffer;

            private IEnumerable<(string, T)> Below<T>(bool recurse, Func<Module, IEnumerable<(string Name, T Component)>> components) =>
                recurse
                    ? named_children().SelectMany(child => components(child.module).Select(inner => ($"{child.name}.{inner.Name}", inner.Component)))
                    : [];
        }
    }
}
