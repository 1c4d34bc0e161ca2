namespace MLNetUnlearning.Tool.Register;

/// <summary>The requests of the register that a command carries out.</summary>
/// <param name="Ids">Their numbers.</param>
/// <param name="RowIds">The ids of rows that they name.</param>
/// <param name="ReceivedAt">When the first of them came in.</param>
internal sealed record RegisteredRequests(IReadOnlyList<long> Ids, IReadOnlyList<string> RowIds, DateTimeOffset ReceivedAt)
{
    /// <summary>Takes model, data and what to forget from the register, as if they stood on the command line.</summary>
    /// <param name="session">The command.</param>
    /// <param name="model">The model that is stated; null: none is.</param>
    /// <returns>Null: no request is stated.</returns>
    /// <exception cref="ToolException">One is not there or closed, they disagree, or stated options do.</exception>
    public static RegisteredRequests? Of(Session session, string? model)
    {
        if (session.All(RegisterOptions.Request) is not { Count: > 0 } stated) return null;
        using var database = Database.Open(RegisterOptions.Required(session, RegisterOptions.NotedDatabase), mustBeThere: true);
        var register = new RequestRegister(database);
        List<ForgettingRequest> requests = [.. stated.Distinct().Select(register.RequestToCarryOut)];
        var first = requests[0];
        foreach (var other in requests.Skip(1))
            if ((other.Model, other.Data) != (first.Model, first.Data))
                throw ToolException.Usage(
                    $"Requests {first.Id} and {other.Id} are about different models or data: carry them out one after the other.");
        Agree(session, CommonOptions.Model, model, first.Model, first.Id);
        Agree(session, Tool.Data.DataOptions.Data, session.Get(Tool.Data.DataOptions.Data), first.Data, first.Id);
        string[] words = [.. requests.SelectMany(request => request.What.Words).Distinct()];
        string[] ids = [.. requests.SelectMany(request => request.What.Ids).Distinct()];
        if (session.All(Tool.Requests.Forget) is { Count: > 0 } forget)
        {
            if (ids.Length > 0 || !forget.Order(StringComparer.Ordinal).SequenceEqual(words.Order(StringComparer.Ordinal)))
                throw ToolException.Usage("--request says what to forget, and --forget says something else: leave out --forget.");
        }
        else
            foreach (var word in words) session.Keep(Tool.Requests.Forget, word);
        return new RegisteredRequests([.. requests.Select(request => request.Id)], ids, requests.Min(request => request.ReceivedAt));
    }

    private static void Agree(Session session, Option<string?> option, string? stated, string registered, long id)
    {
        var isPlace = registered != Tool.Data.DataSource.SyntheticWord;
        if (stated is null) session.Keep(option, isPlace ? Places.Short(registered) : registered);
        else if ((isPlace ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(stated)) : stated) != registered)
            throw ToolException.Usage(
                $"{option.Name} is '{stated}', and request {id} says '{(isPlace ? Places.Short(registered) : registered)}': leave it out.");
    }
}

/// <summary>Paths as people read them.</summary>
internal static class Places
{
    /// <summary>Relative to the current folder where it lies below, else whole.</summary>
    public static string Short(string path) => Below(Environment.CurrentDirectory, path) ?? path;

    /// <summary>A path relative to a folder; null: it does not lie below it.</summary>
    public static string? Below(string folder, string path) => Path.GetRelativePath(folder, path) is var relative && relative != ".."
        && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative)
            ? relative
            : null;
}
