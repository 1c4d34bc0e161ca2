using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MLNetUnlearning.Networks;

/// <summary>TorchSharp's native library, and what to say where it cannot be loaded.</summary>
internal static class TorchLibrary
{
    // GCC 13 added this symbol. LibTorchSharp asks for it, and the loader refuses the whole library without it.
    private const string NewestSymbol = "_ZSt21ios_base_library_initv";

    private const int ErrorLevel = 2; // 0 is for information, 1 for warnings: c10/util/logging_is_not_google_glog.h

    private static readonly Lazy<bool> IsSystemTooOld = new(() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, NewestSymbol, out _));

    /// <summary>Loads the library. Every door that leads to tensors calls it, before the first of them is made.</summary>
    /// <exception cref="InvalidOperationException">The library cannot be loaded: the message says what is missing and what to do.
    /// </exception>
    public static void Require()
    {
        // Looked at first: TorchSharp writes a long trace to the console that names everything but the cause.
        if (IsSystemTooOld.Value)
            throw new InvalidOperationException(
                "TorchSharp needs the C++ library of GCC 13 (libstdc++ with GLIBCXX_3.4.32), which Ubuntu 24.04, Debian 13 and Fedora 39 "
                + "have and this system has not: run '. eng/env.sh' of the MLNetUnlearning repository in the shell that starts the "
                + "program, or use a newer system.");
        try
        {
            Load();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            throw new InvalidOperationException(
                "TorchSharp's native library cannot be loaded: reference the package TorchSharp-cpu (or TorchSharp-cuda-linux, "
                + "TorchSharp-cuda-windows) in the program.", error);
        }
    }

    /// <summary>Lets libtorch write errors and no warnings to the console, unless its own variable asks for them. TorchSharp does not make
    /// it read the variable. On Linux only: elsewhere the level has another name.</summary>
    public static void SayErrorsOnly()
    {
        var stated = Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL");
        if (!OperatingSystem.IsLinux() || stated is "INFO" or "WARNING" or "0" or "1") return;
        if (!NativeLibrary.TryLoad("c10", typeof(torch).Assembly, null, out var library)) return;
        if (NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out var level)
            && Marshal.ReadInt32(level) is >= 0 and < ErrorLevel) Marshal.WriteInt32(level, ErrorLevel);
        NativeLibrary.Free(library); // which stays loaded: TorchSharp's library needs it
    }

    // A method of its own: what cannot be loaded fails when this is called, not when its caller is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load() => torch.InitializeDeviceType(DeviceType.CPU);
}
