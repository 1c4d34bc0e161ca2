using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Native;

/// <summary>Calls ATen operators by name: <c>Operator.Call("add.Tensor", left, right)</c>.</summary>
internal static unsafe class Operator
{
    /// <summary>More list elements than this are not laid out on the stack.</summary>
    private const int StackElements = 256;

    private static readonly ConcurrentDictionary<string, nint> _known = new(StringComparer.Ordinal);

    /// <summary>The first (mostly the only) tensor that an operator returns.</summary>
    internal static torch.Tensor Call(string name, params Value[] arguments)
    {
        Invoke(name, arguments, out var results);
        return new torch.Tensor((nint)results->Payload);
    }

    /// <summary>Every tensor that an operator returns.</summary>
    internal static torch.Tensor[] CallMany(string name, params Value[] arguments)
    {
        var count = Invoke(name, arguments, out var results);
        // Copied first: making a tensor may run a finalizer or a scope, and those may call again.
        var handles = new nint[count];
        for (var i = 0; i < count; i++) {
            handles[i] = (nint)results[i].Payload;
        }
        return Array.ConvertAll(handles, handle => new torch.Tensor(handle));
    }

    /// <summary>Changes <paramref name="self"/> in place and returns that very object.</summary>
    internal static torch.Tensor CallInPlace(string name, torch.Tensor self, params Value[] others)
    {
        var count = Invoke(name, [self, .. others], out var results);
        for (var i = 0; i < count; i++) {
            Bridge.tensor_free((nint)results[i].Payload);
        }
        return self;
    }

    /// <summary>A number or a truth that an operator returns.</summary>
    internal static NativeValue CallForValue(string name, params Value[] arguments)
    {
        Invoke(name, arguments, out var results);
        return *results;
    }

    private static int Invoke(string name, Value[] arguments, out NativeValue* results)
    {
        var elements = 0;
        foreach (var argument in arguments) {
            elements += Elements(argument);
        }
        return elements <= StackElements
            ? Invoke(name, arguments, stackalloc long[elements], out results)
            : Invoke(name, arguments, new long[elements], out results);
    }

    private static int Invoke(string name, Value[] arguments, Span<long> lists, out NativeValue* results)
    {
        var native = stackalloc NativeValue[arguments.Length];
        fixed (long* first = lists) {
            var next = first;
            for (var i = 0; i < arguments.Length; i++) {
                native[i] = LayOut(arguments[i], ref next);
            }
            NativeValue* found;
            var count = Bridge.torch_call(Find(name), native, arguments.Length, &found);
            GC.KeepAlive(arguments);
            results = found;
            return Bridge.Check(count);
        }
    }

    private static int Elements(in Value value) => value.Kind switch
    {
        Kind.IntList or Kind.DoubleList or Kind.TensorList => value.Count,
        Kind.Text => Encoding.UTF8.GetMaxByteCount(((string)value.Reference!).Length) / sizeof(long) + 1,
        _ => 0,
    };

    private static NativeValue LayOut(in Value value, ref long* next)
    {
        var native = new NativeValue { Kind = value.Kind, Count = value.Count, Payload = value.Payload };
        if (value.Kind is not (Kind.IntList or Kind.DoubleList or Kind.TensorList or Kind.Text)) {
            return native;
        }
        native.Payload = (long)next;
        var room = new Span<long>(next, Elements(value));
        switch (value.Reference) {
            case long[] numbers:
                numbers.CopyTo(room);
                break;
            case torch.Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++) {
                    room[i] = tensors[i]?.Handle ?? 0;
                }
                break;
            case string text:
                native.Count = Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(room));
                break;
        }
        next += room.Length;
        return native;
    }

    private static nint Find(string name) => _known.TryGetValue(name, out var known) ? known : _known.GetOrAdd(name, Look);

    private static nint Look(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (basic, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        fixed (byte* first = Encoding.UTF8.GetBytes($"aten::{basic}\0"), second = Encoding.UTF8.GetBytes($"{overload}\0")) {
            return Bridge.Check(Bridge.torch_operator(first, second));
        }
    }
}
