using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C functions of compat/LibTorch; each is described where it is defined.</summary>
internal static unsafe class Bridge
{
    private const string Library = "torchbridge";

    [DllImport(Library)] internal static extern nint torch_last_error();
    [DllImport(Library)] internal static extern nint torch_operator(byte* name, byte* overload);
    [DllImport(Library)] internal static extern int torch_call(nint target, NativeValue* arguments, int count, NativeValue** results);

    [DllImport(Library)] internal static extern void tensor_free(nint tensor);
    [DllImport(Library)] internal static extern nint tensor_share(nint tensor);
    [DllImport(Library)] internal static extern int tensor_dimensions(nint tensor);
    [DllImport(Library)] internal static extern long tensor_elements(nint tensor);
    [DllImport(Library)] internal static extern int tensor_is_contiguous(nint tensor);
    [DllImport(Library)] internal static extern int tensor_dtype(nint tensor);
    [DllImport(Library)] internal static extern void tensor_shape(nint tensor, long* sizes);
    [DllImport(Library)] internal static extern void tensor_strides(nint tensor, long* strides);
    [DllImport(Library)] internal static extern void tensor_device(nint tensor, int* type, int* index);
    [DllImport(Library)] internal static extern nint tensor_data(nint tensor);
    [DllImport(Library)] internal static extern int tensor_requires_grad(nint tensor);
    [DllImport(Library)] internal static extern nint tensor_from(void* data, long bytes, long* sizes, int dimensions, int dtype);
    [DllImport(Library)] internal static extern nint tensor_grad(nint tensor);
    [DllImport(Library)] internal static extern int tensor_set_grad(nint tensor, nint gradient);

    [DllImport(Library)]
    internal static extern int autograd_backward(
        nint* outputs, int outputCount, nint* outputGradients, int gradientCount, nint* inputs, int inputCount, int retainGraph, int createGraph);

    [DllImport(Library)]
    internal static extern int autograd_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* outputGradients, int gradientCount,
        int retainGraph, int createGraph, int allowUnused, nint* gradients);

    [DllImport(Library)] internal static extern int grad_mode();
    [DllImport(Library)] internal static extern void set_grad_mode(int enabled);
    [DllImport(Library)] internal static extern nint enter_inference_mode(int enabled);
    [DllImport(Library)] internal static extern void leave_inference_mode(nint mode);

    [DllImport(Library)] internal static extern nint generator_new(ulong seed, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint generator_default();
    [DllImport(Library)] internal static extern void generator_free(nint generator);
    [DllImport(Library)] internal static extern int generator_manual_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern ulong generator_initial_seed(nint generator);
    [DllImport(Library)] internal static extern nint generator_state(nint generator);
    [DllImport(Library)] internal static extern int generator_set_state(nint generator, nint state);
    [DllImport(Library)] internal static extern int manual_seed_all(ulong seed);

    [DllImport(Library)] internal static extern int num_threads();
    [DllImport(Library)] internal static extern int set_num_threads(int count);
    [DllImport(Library)] internal static extern int cuda_devices();
    [DllImport(Library)] internal static extern int cuda_synchronize(int index);

    /// <summary>Throws what libtorch said when <paramref name="result"/> is negative.</summary>
    internal static int Check(int result) => result >= 0 ? result : throw LastError();

    /// <summary>Throws what libtorch said when <paramref name="handle"/> is null.</summary>
    internal static nint Check(nint handle) => handle != 0 ? handle : throw LastError();

    private static ExternalException LastError() => new(Marshal.PtrToStringUTF8(torch_last_error()));
}
