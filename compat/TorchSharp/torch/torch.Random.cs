using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the global generators, those of the GPUs included.</summary>
    public static Generator manual_seed(long seed)
    {
        Bridge.Check(Bridge.manual_seed_all(unchecked((ulong)seed)));
        return Generator.Default;
    }

    public static long initial_seed() => Generator.Default.initial_seed();

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long initial_seed() => torch.initial_seed();

        public static Tensor get_rng_state() => torch.get_rng_state();

        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
