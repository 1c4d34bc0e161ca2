namespace MLNetUnlearning.Tests;

/// <summary>Progress as it was told.</summary>
internal sealed class Reports : List<UnlearningProgress>, IProgress<UnlearningProgress>
{
    public IEnumerable<string> Stages => this.Select(report => report.Stage);

    public void Report(UnlearningProgress value) => Add(value);
}
