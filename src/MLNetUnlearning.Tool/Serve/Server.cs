using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The server of the page: on this machine alone unless it is told otherwise.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>The most that a request may send: a picture to try, or a list of ids.</summary>
    public const int MostBytes = 10 << 20;

    private readonly WebApplication application;
    private readonly Workbench bench;
    private readonly CancellationTokenSource ending;
    private readonly Task queue;
    private string? ownDatabase;

    private Server(WebApplication application, Workbench bench, string address, CancellationTokenSource ending, Task queue) =>
        (this.application, this.bench, Address, this.ending, this.queue) = (application, bench, address, ending, queue);

    /// <summary>What to open, with the token.</summary>
    public string Address { get; }

    /// <summary>Ends with the server.</summary>
    public Task Ended => application.WaitForShutdownAsync(ending.Token);

    /// <summary>Starts it.</summary>
    /// <param name="folders">The folders that it may look into.</param>
    /// <param name="listen">The address to listen on.</param>
    /// <param name="port">The port; 0: one that is free.</param>
    /// <param name="databaseFile">The database; null: in the first folder.</param>
    /// <param name="say">Told what the user should know.</param>
    /// <param name="cancellation">Ends it. Runs go on.</param>
    public static async Task<Server> Start(
        IReadOnlyList<string> folders, string listen, int port, string? databaseFile, Action<string> say, CancellationToken cancellation)
    {
        if (!IPAddress.TryParse(listen, out var ip))
            throw ToolException.Usage($"--listen is '{listen}'; an address such as 127.0.0.1 is expected.");
        if (port is < 0 or > 65535) throw ToolException.Usage($"--port is {port}; it must be in 0..65535.");
        var grounds = new Grounds(folders);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Above it the connection is cut off. Between the two limits the browser gets to read why something is refused.
            kestrel.Limits.MaxRequestBodySize = 4 * MostBytes;
            kestrel.Listen(ip, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddRazorComponents();
        builder.Services.Configure<FormOptions>(options =>
        {
            options.ValueLengthLimit = MostBytes;
            options.MultipartBodyLengthLimit = MostBytes;
            options.ValueCountLimit = 10_000;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var application = builder.Build();
        Workbench? bench = null;
        // It listens before it can answer: who may ask depends on the port that it gets.
        application.Use((context, next) => Guarded(context, () => bench is null
            ? Answers.Problem(context, 503, "The page is about to open", "Load it again in a moment.")
            : bench.Gate.Pass(context, () => next(context))));
        application.UseRouting();
        Endpoints.Map(application, () => bench!);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (IOException error)
        {
            throw ToolException.Usage(
                $"Port {port} on {listen} cannot be listened on: {Failure.LineOf(error)} State another --port.", error);
        }
        // Without a database of the user's there is one of the server's own, which goes with it.
        var own = databaseFile == RegisterOptions.None ? Directory.CreateTempSubdirectory("mlnet-unlearn-").FullName : null;
        var database = Database.Open(
            own is null ? databaseFile ?? Path.Combine(grounds.Roots[0], Database.DefaultFile) : Path.Combine(own, Database.DefaultFile));
        var bound = new Uri(application.Urls.First());
        var isEverywhere = ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
        var host = isEverywhere ? Dns.GetHostName() : bound.Host;
        string AddressWith(string token) => $"http://{host}:{bound.Port}/?token={token}";
        var gate = new Gate(
            bound.Port, stated => (stated.Port ?? 80) == bound.Port && (stated.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
                || IPAddress.IsLoopback(ip) && stated.Host == "localhost"
                // An attacker's name may lead here; an address names nothing but the machine.
                || isEverywhere && IPAddress.TryParse(stated.Host, out _)),
            next => say($"The page is open. For another browser: {AddressWith(next)}"));
        bench = new Workbench(grounds, database, gate, own is null);
        bench.Queue.Changed += run => ResultEndpoints.Follow(bench, run);
        string? lastFailure = null; // it tries twice a second, and says it once
        bench.Queue.Failed += error =>
        {
            if (error.Message != lastFailure) say($"Runs cannot be looked after: {lastFailure = error.Message}");
        };
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Task.Run(() => bench.Queue.Work(ending.Token), CancellationToken.None);
        return new Server(application, bench, AddressWith(gate.Token), ending, queue) { ownDatabase = own };
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await application.StopAsync();
        await application.DisposeAsync();
        await queue;
        if (ownDatabase is not null) await EndRuns();
        bench.Dispose();
        if (ownDatabase is not null) Directory.Delete(ownDatabase, recursive: true);
        ending.Dispose();
    }

    /// <summary>Ends what is at work and what waits: its database goes.</summary>
    private async Task EndRuns()
    {
        foreach (var run in bench.Runs.Runs()) bench.Runs.Cancel(run.Id);
        for (var look = 0; look < 150 && bench.Runs.AtWork is not null; look++)
        {
            bench.Queue.Look();
            await Task.Delay(100);
        }
        // Nothing goes on from these any more: the register that knows them goes.
        foreach (var run in bench.Runs.Runs()) Checkpoint.Remove(run.Checkpoint);
    }

    /// <summary>Answers with a page what a request could not be carried out for.</summary>
    private static async Task Guarded(HttpContext context, Func<Task> next)
    {
        try
        {
            await next();
            if (context.Response is { StatusCode: 404, HasStarted: false })
                await Answers.Problem(context, 404, "There is nothing here", "It may have been deleted. The links above lead on.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody waits for the answer
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var status = error switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                InvalidDataException when error.Message.Contains("limit", StringComparison.Ordinal) => 413,
                InvalidDataException => 400,
                ToolException => 409,
                _ => 500,
            };
            if (status == 413)
                await Answers.Problem(context, status, "That is too large", "A picture or a list of ids may have up to 10 MB.");
            else
                await Answers.Problem(context, status, "That cannot be done", Failure.LineOf(error));
        }
    }
}
