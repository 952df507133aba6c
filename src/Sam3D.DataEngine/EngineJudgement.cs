namespace Sam3D.DataEngine;

/// <summary>One choice of one annotator among candidates that were shown side by side.</summary>
public sealed class EngineJudgement
{
    /// <summary>Its number, from 1, in the order of recording.</summary>
    public required long Id { get; init; }

    /// <summary>The annotator's name.</summary>
    public required string Annotator { get; init; }

    /// <summary>The object's number.</summary>
    public required long ObjectId { get; init; }

    /// <summary>From 0: where an object has more candidates than are shown at once, the winner meets the next ones.</summary>
    public required int Round { get; init; }

    /// <summary>Numbers of the candidates, from left to right.</summary>
    public required IReadOnlyList<long> Shown { get; init; }

    /// <summary>The chosen candidate; <see langword="null"/> where none was good enough.</summary>
    public long? Winner { get; init; }

    /// <summary>How good the winner is, 1 (useless) to 5 (perfect); <see langword="null"/> where that was not asked.</summary>
    public int? Rating { get; init; }

    /// <summary>Time from showing to choosing, as the browser measured it.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>When it was recorded (ISO 8601, UTC), where the store was given a clock.</summary>
    public string? Recorded { get; init; }

    /// <summary>Whether the annotator took it back.</summary>
    public bool IsWithdrawn { get; init; }
}
