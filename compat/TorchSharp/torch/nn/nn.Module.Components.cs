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

            /// <summary>Every module below this one, outermost first.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, child) in named_children()) {
                    yield return (name, child);
                    foreach (var (inner, module) in child.named_modules()) {
                        yield return ($"{name}.{inner}", module);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Pairs.Concat(Below(recurse, module => module._parameters)).DistinctBy(pair => pair.Item2.Handle);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Pairs.Concat(Below(recurse, module => module._buffers))
                    .Where(pair => include_nonpersistent || pair.Item2.Persistent)
                    .Select(pair => (pair.Item1, pair.Item2.Buffer));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            internal Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(pair => pair.name == target).parameter;

            internal Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(pair => pair.name == target).buffer;

            private IEnumerable<(string, T)> Below<T>(bool recurse, Func<Module, Named<T>> components) =>
                recurse
                    ? named_modules().SelectMany(pair => components(pair.module).Pairs.Select(own => ($"{pair.name}.{own.Name}", own.Component)))
                    : [];
        }
    }
}
