namespace TorchSharp;

// forward is the one member whose nullability differs between the supported versions and that must be public all the same.
public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>;

        /// <summary>TorchSharp's base of all modules that are called; hooks themselves are not used here.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name) : base(name)
            {
            }
        }

        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            internal TResult call(T input) => forward(input);
        }
    }
}
