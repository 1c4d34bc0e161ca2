using TorchSharp;

namespace MLNetUnlearning.Data;

/// <summary>A GPU does what it is given one thing after the other, while the program goes on. This sends it tensors in their turn, so that
/// the program does not wait; and waits for it where time is measured.</summary>
/// <remarks>A copy by <c>to(device)</c> alone waits until the GPU has done all that it was given before. Steps send indices and drawn
/// numbers, so that each would wait several times.</remarks>
internal static class DeviceQueue
{
    /// <summary>A tensor of the CPU on a device. To a GPU it is copied from locked memory, in its turn. libtorch keeps that memory until
    /// the copy is made, so the tensor may be changed or freed at once.</summary>
    /// <param name="numbers">Without gradients.</param>
    /// <param name="device">Where it is to be. If it is there already, nothing is copied.</param>
    public static Tensor SentTo(this Tensor numbers, Device device)
    {
        if (device.type != DeviceType.CUDA || numbers.device_type != DeviceType.CPU || numbers.numel() == 0) return numbers.to(device);
        using var locked = numbers.pin_memory();
        return locked.to(device, non_blocking: true);
    }

    /// <summary>Waits until a device has done all that it was given. The CPU always has.</summary>
    public static void Await(this Device device)
    {
        if (device.type == DeviceType.CUDA) cuda.synchronize(device);
    }
}
