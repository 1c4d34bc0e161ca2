namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters, then persistent buffers, by their full names: the tensors themselves, not copies.</summary>
            internal virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var parameters = named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter));
                foreach (var (name, tensor) in parameters.Concat(named_buffers(include_nonpersistent: false))) {
                    destination.TryAdd(string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}", tensor);
                }
                return destination;
            }

            /// <summary>Copies the values of <paramref name="source"/> into this module's tensors of the same names.</summary>
            internal virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                skip ??= [];
                var missing = target.Keys.Except(source.Keys).Except(skip).ToList();
                var unexpected = source.Keys.Except(target.Keys).Except(skip).ToList();
                if (strict && missing.Count + unexpected.Count > 0) {
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                }
                using var frozen = no_grad();
                foreach (var name in source.Keys.Except(unexpected).Except(skip)) {
                    target[name].copy_(source[name]);
                }
                return (missing, unexpected);
            }
        }
    }
}
