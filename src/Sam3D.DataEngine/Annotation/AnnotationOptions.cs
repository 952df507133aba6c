namespace Sam3D.DataEngine;

/// <summary>What annotators are shown.</summary>
public sealed record AnnotationOptions
{
    /// <summary>Candidates side by side, 2 (pairs) to 9. Where an object has more, the winner meets the next ones. Default 4.</summary>
    public int Shown { get; init; } = 4;

    /// <summary>Whether the best candidate of an object is rated from 1 to 5, which the quality threshold needs. Default <see langword="true"/>.</summary>
    public bool AsksRating { get; init; } = true;

    /// <summary>The states whose objects are shown. Default none, which means all.</summary>
    public IReadOnlyCollection<QueueState> States { get; init; } = [];

    /// <summary>Port on the loopback address, 1024 to 65535; 0 takes a free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (Shown is < 2 or > 9)
        {
            errors.Add($"{nameof(Shown)} is {Shown}, expected 2 to 9");
        }

        if (Port is not 0 and (< 1024 or > 65535))
        {
            errors.Add($"{nameof(Port)} is {Port}, expected 0, or 1024 to 65535");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}
