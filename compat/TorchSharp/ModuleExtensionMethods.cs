using static TorchSharp.torch;

namespace TorchSharp;

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module => module.Converted(device, null);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        module.Converted(new Device(deviceType, deviceIndex), null);

    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module => module.Converted(null, type);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        module.Converted(device, type);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module => module.Converted(new Device(device), null);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => module.Converted(CPU, null);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        module.Converted(new Device(DeviceType.CUDA, deviceIndex), null);

    public static T @float<T>(this T module, bool non_blocking = false) where T : nn.Module => module.Converted(null, ScalarType.Float32);

    public static T @double<T>(this T module, bool non_blocking = false) where T : nn.Module => module.Converted(null, ScalarType.Float64);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : nn.Module => module.Converted(null, ScalarType.BFloat16);

    private static T Converted<T>(this T module, Device? device, ScalarType? type) where T : nn.Module
    {
        module.Convert(device, type);
        return module;
    }
}
