using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            internal static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
                Call("avg_pool2d", input, new[] { kernel_size }, Sizes(stride), new[] { padding }, ceil_mode, count_include_pad);

            internal static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Call("max_pool2d", input, new[] { kernel_size }, Sizes(stride), new[] { padding ?? 0 }, new[] { dilation ?? 1 }, ceil_mode);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Call("adaptive_avg_pool2d", input, output_size);

            /// <summary>Pads from the last dimension on: before, after, then the same for the dimension before it.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros
                    ? Call("constant_pad_nd", input, pad, value)
                    : Call("pad", input, pad, mode.ToString().ToLowerInvariant());

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad, pad], mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>No stride at all is the kernel's own size.</summary>
            private static long[] Sizes(long? stride) => stride is { } known ? [known] : [];
        }
    }
}
