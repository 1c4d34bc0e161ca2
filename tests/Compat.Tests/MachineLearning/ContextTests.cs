using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Compat.Tests.MachineLearning;

public class ContextTests
{
    [Fact]
    public void What_a_channel_says_reaches_the_log_of_the_context()
    {
        var context = new MLContext(seed: 1);
        var heard = new List<LoggingEventArgs>();
        context.Log += (_, line) => heard.Add(line);
        IHost host = ((IHostEnvironment)context).Register("Gardener");

        using (IChannel channel = host.Start("Watering"))
        {
            channel.Trace(MessageSensitivity.None, "{0} drops", 3);
            channel.Warning(MessageSensitivity.None, "dry");
        }

        LoggingEventArgs drops = Assert.Single(heard, line => line.RawMessage == "3 drops");
        Assert.Contains("Gardener", drops.Source);
        Assert.Equal(ChannelMessageKind.Trace, drops.Kind);
        Assert.Contains("Kind=Warning", Assert.Single(heard, line => line.RawMessage == "dry").Message);
    }

    [Fact]
    public void Chance_follows_the_seed()
    {
        static int[] Draw(int? seed) => Enumerable.Range(0, 5).Select(_ => ((IHostEnvironment)new MLContext(seed)).Register("Dice").Rand.Next(1000)).ToArray();

        Assert.Single(Draw(7).Distinct());
        Assert.NotEqual(Draw(7)[0], Draw(8)[0]);
        Assert.NotEqual(1, Draw(null).Distinct().Count());
    }
}
