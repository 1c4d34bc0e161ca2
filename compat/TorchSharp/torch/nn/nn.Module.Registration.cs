using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

            private readonly Named<Parameter> _parameters = new();
            private readonly Named<(Tensor Buffer, bool Persistent)> _buffers = new();
            private readonly Named<Module> _children = new();
            private bool _registered;

            public virtual void register_parameter(string name, Parameter param)
            {
                if (_parameters.Contains(name)) {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
                _parameters.Set(name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (_buffers.Contains(name)) {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }
                _buffers.Set(name, (tensor, persistent));
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (string.IsNullOrEmpty(name)) {
                    throw new ArgumentException("module name can't be empty string \"\"");
                }
                if (name.Contains('.', StringComparison.Ordinal)) {
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                }
                if (_children.Contains(name)) {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }
                submodule.RegisterComponents();
                _children.Set(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers every parameter, buffer and module that lies in a field, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered) {
                    return;
                }
                foreach (var field in GetType().GetFields(Fields)) {
                    Register(field.Name, field.GetValue(this));
                }
                _registered = true;
            }

            protected void ClearModules() => _children.Clear();

            private void Register(string name, object? component)
            {
                switch (component) {
                    case Module module when !_children.Contains(name):
                        register_module(name, module);
                        break;
                    case Modules.Parameter parameter when !_parameters.Contains(name):
                        register_parameter(name, parameter);
                        break;
                    case Tensor buffer and not Modules.Parameter when !_buffers.Contains(name):
                        register_buffer(name, buffer);
                        break;
                }
            }
        }
    }
}
