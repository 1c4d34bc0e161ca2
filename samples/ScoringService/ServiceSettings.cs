namespace ScoringService;

/// <summary>What whoever runs the service decides.</summary>
internal sealed record ServiceSettings
{
    /// <summary>The folder of model files; nothing outside it is ever loaded.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>The model to start with: the name of a file in that folder.</summary>
    public required string ModelFile { get; init; }

    /// <summary>Where the service listens. Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>What a request to swap models must bring in the header X-Admin-Key. Null: there is no such request.</summary>
    public string? AdminKey { get; init; }

    /// <summary>The most bytes of an upload.</summary>
    public long MaximumUploadBytes { get; init; } = 4 << 20;

    /// <summary>The most pixels of a side of an image: 2048 x 2048 are 16 MiB when decoded, whatever the file's size.</summary>
    public int MaximumImageSide { get; init; } = 2048;

    /// <summary>The most images that wait to be scored; more are answered 503.</summary>
    public int MaximumWaiting { get; init; } = 256;
}
