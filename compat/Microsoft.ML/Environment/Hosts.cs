using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>What an environment and its hosts share: names, random numbers, channels into the log.</summary>
internal abstract class EnvironmentBase : IHostEnvironment
{
    private readonly LogTarget _log;

    protected EnvironmentBase(LogTarget log, string contextDescription, ComponentCatalog catalog) =>
        (_log, ContextDescription, ComponentCatalog) = (log, contextDescription, catalog);

    public string ContextDescription { get; }

    public ComponentCatalog ComponentCatalog { get; }

    protected LogTarget Log => _log;

    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public IChannel Start(string name) => new Channel(_log, $"{ContextDescription}; {name}".TrimStart(';', ' '));

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(ContextDescription);

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Host(_log, name, ComponentCatalog, new Random(seed ?? NextSeed()));
    }

    protected abstract int NextSeed();
}

/// <summary>The environment behind an MLContext.</summary>
internal sealed class LocalEnvironment(LogTarget log, int? seed) : EnvironmentBase(log, "", new ComponentCatalog())
{
    private readonly Random _random = seed is int given ? new Random(given) : new Random();

    internal int? Seed => seed;

    protected override int NextSeed()
    {
        lock (_random)
            return _random.Next();
    }
}

/// <summary>One component's part of the environment.</summary>
internal sealed class Host(LogTarget log, string contextDescription, ComponentCatalog catalog, Random random)
    : EnvironmentBase(log, contextDescription, catalog), IHost
{
    public Random Rand => random;

    protected override int NextSeed()
    {
        lock (random)
            return random.Next();
    }
}

/// <summary>Takes messages to whoever listens to the log.</summary>
internal delegate void LogTarget(string source, ChannelMessageKind kind, string message);

internal sealed class Channel(LogTarget log, string source) : IChannel
{
    public string ContextDescription => source;

    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public void Send(ChannelMessage msg) => log(source, msg.Kind, msg.Message);

    public void Trace(MessageSensitivity sensitivity, string fmt) => log(source, ChannelMessageKind.Trace, fmt);

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => log(source, ChannelMessageKind.Trace, Format(fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => log(source, ChannelMessageKind.Error, fmt);

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => log(source, ChannelMessageKind.Error, Format(fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => log(source, ChannelMessageKind.Warning, fmt);

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => log(source, ChannelMessageKind.Warning, Format(fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => log(source, ChannelMessageKind.Info, fmt);

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => log(source, ChannelMessageKind.Info, Format(fmt, args));

    public void Dispose()
    {
    }

    private static string Format(string format, object[] arguments) => string.Format(CultureInfo.InvariantCulture, format, arguments);
}

internal sealed class SilentPipe<TMessage>(string contextDescription) : IPipe<TMessage>
{
    public string ContextDescription => contextDescription;

    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public void Send(TMessage msg)
    {
    }

    public void Dispose()
    {
    }
}
