namespace MLNetUnlearning;

/// <summary>What a page of a report shows, and what is written beside it.</summary>
public sealed record ReportPageOptions
{
    /// <summary>How many of the pictures that the metrics keep are shown. The rows are listed without them too.</summary>
    /// <value>0 to 48; 48 by default, which is all that metrics keep. Set 0 where the page is shown to somebody who may not see the
    /// forgotten rows: a page with pictures is a copy of them.</value>
    public int MaximumPictures { get; init; } = UnlearningMetrics.MostPictures;

    /// <summary>The command that makes the models and the report again, which the page shows.</summary>
    /// <value>Null by default: the page shows code of this library instead, as far as the models say how they were made.</value>
    public string? Command { get; init; }

    /// <summary>When the report was made, which the page shows.</summary>
    /// <value>Null by default: the time of saving.</value>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Whether all figures are also written as JSON and CSV, into a folder beside the page: <c>report.data</c> beside
    /// <c>report.html</c>.</summary>
    /// <value>True by default.</value>
    public bool WithData { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">The number of pictures is out of range.</exception>
    internal ReportPageOptions Checked() => MaximumPictures is >= 0 and <= UnlearningMetrics.MostPictures
        ? this
        : throw new ArgumentOutOfRangeException(
            nameof(MaximumPictures), $"{nameof(MaximumPictures)} is {MaximumPictures}; it must be in 0..{UnlearningMetrics.MostPictures}.");
}
