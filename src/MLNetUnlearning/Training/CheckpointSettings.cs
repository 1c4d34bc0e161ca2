using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Where a run keeps its state, so that the same run can go on after the process was killed or the run was cancelled.</summary>
/// <remarks>
/// <para>A text is taken as the folder: <c>checkpoint: "run"</c>. A run that finds its own checkpoint in the folder goes on from there. On
/// one thread it ends in the same weights to the bit as a run that was never ended. A checkpoint of another run is refused.</para>
/// <para>A checkpoint may hold what is to be forgotten. A finished run removes it. Who does not go on with a run that was ended deletes
/// the folder.</para>
/// </remarks>
/// <param name="Folder">The folder, one for each run. It is made if it is not there. Other files in it are left alone.</param>
public sealed record CheckpointSettings(string Folder) : ISettings
{
    /// <summary>How much time passes between two writings. At the end of each stage, and when the run is cancelled, the state is written
    /// too.</summary>
    /// <value>One minute. Longer writes less often, and more work is lost when the process is killed. Zero writes after every
    /// step.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Takes a text as the folder. Null means that no state is kept.</summary>
    /// <param name="folder">The folder.</param>
    public static implicit operator CheckpointSettings?(string? folder) => folder is null ? null : new(folder);

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .Check(Folder, !string.IsNullOrWhiteSpace(Folder), "the path of a folder")
        .Check(Interval, Interval >= TimeSpan.Zero, "zero or more");
}
