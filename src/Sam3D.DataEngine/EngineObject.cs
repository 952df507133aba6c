namespace Sam3D.DataEngine;

/// <summary>One object to reconstruct: a mask of a photograph.</summary>
public sealed record EngineObject
{
    /// <summary>Its number, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Its name, for people; not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The photograph's number, from 1; objects of one photograph share it.</summary>
    public required long PhotoId { get; init; }

    /// <summary>SHA-256 of the photograph as stored: PNG, 8-bit RGB, upright.</summary>
    public required string PhotoHash { get; init; }

    /// <summary>SHA-256 of the mask as stored: PNG, 8-bit grey, 0 or 255.</summary>
    public required string MaskHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required QueueState State { get; init; }

    /// <summary>SHA-256 of the picture of the whole photograph that annotators see.</summary>
    internal string Overview { get; init; } = "";

    /// <summary>SHA-256 of the picture of the object that annotators see.</summary>
    internal string Detail { get; init; } = "";
}
