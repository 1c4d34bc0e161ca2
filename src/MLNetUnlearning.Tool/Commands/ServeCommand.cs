using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Opens the evaluation page.</summary>
[Order(12)]
internal sealed class ServeCommand : ToolCommand
{
    private static readonly Argument<string[]> Folders = new("folder")
    {
        Description = "The folder with classifiers and data. Nothing outside it can be seen. The first of several gets the results. "
            + "Default: the current folder.",
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "FOLDER",
    };

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "The port. Default: one that is free.",
        HelpName = "N",
    };

    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "The address to listen on. Default: 127.0.0.1, which this machine alone can reach. Elsewhere whoever reads the "
            + "traffic can act as you: the page has no encryption. A tunnel by SSH has.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> Register = new(RegisterOptions.Database.Name)
    {
        Description = $"The file of the register of requests, runs and marks. Default: {Database.DefaultFile} in the first folder. "
            + $"The word {RegisterOptions.None}: it is kept until the page is ended, and a run that is at work then is ended too.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> NoBrowser = new("--no-browser")
    {
        Description = "Print the address, and open no browser.",
    };

    public ServeCommand() : base(
        "serve", "Open a page in the browser: mark what a model is to forget, choose a method, watch it, and read the result.")
    {
        Add(Folders);
        foreach (var option in new Option[] { Port, Listen, NoBrowser, Register }) Add(option);
        Add(new ThumbnailsCommand());
    }

    protected override int Act(Session session)
    {
        Serve(session).GetAwaiter().GetResult();
        return ExitCode.Success;
    }

    protected override Result Run(Session session) => throw new InvalidOperationException("It prints its address, and goes on.");

    private static async Task Serve(Session session)
    {
        await using var server = await Server.Start(
            session.Get(Folders) is { Length: > 0 } stated ? stated : ["."], session.Get(Listen) ?? "127.0.0.1", session.Get(Port) ?? 0,
            session.Get(Register), said => session.Display.Say(said), session.Cancellation);
        session.Print(new Result(new JsonObject { ["address"] = server.Address }, server.Address));
        if (!session.Get(NoBrowser)) UserBrowser.Open(server.Address);
        await server.Ended;
    }

    /// <summary>Decodes pictures for the page, one for each line of its input.</summary>
    private sealed class ThumbnailsCommand : Command
    {
        public ThumbnailsCommand() : base("thumbnails", "Decodes pictures for the page.")
        {
            Hidden = true;
            SetAction(_ => ThumbnailMaker.Work(Console.In, Console.Out));
        }
    }
}
