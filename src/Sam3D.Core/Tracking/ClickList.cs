namespace Sam3D.Tracking;

/// <summary>Clicks and corners of a box, in pixels of the network's picture.</summary>
/// <param name="Coordinates">[N, 2], x and y.</param>
/// <param name="Labels">[N]: 0 beside the object, 1 on it, 2 and 3 the corners of a box.</param>
internal sealed record ClickList(IReadOnlyList<float> Coordinates, IReadOnlyList<float> Labels)
{
    private const float None = -1;

    /// <summary>Nothing.</summary>
    public static ClickList Empty { get; } = new([], []);

    /// <summary>Number of points.</summary>
    public int Count => Labels.Count;

    /// <summary>These, and others behind them.</summary>
    public ClickList Append(ClickList others) => new([.. Coordinates, .. others.Coordinates], [.. Labels, .. others.Labels]);

    /// <summary>The first half and the last half of what is allowed; all where they are few.</summary>
    public ClickList Limited(int most)
    {
        if (Count <= most)
        {
            return this;
        }

        int[] kept = [.. Enumerable.Range(0, most / 2), .. Enumerable.Range(Count - (most - (most / 2)), most - (most / 2))];
        return new([.. kept.SelectMany(i => new[] { Coordinates[2 * i], Coordinates[(2 * i) + 1] })], [.. kept.Select(i => Labels[i])]);
    }

    /// <summary>As the decoder takes them: with a point that stands for none behind them, and another one in place of clicks where there are none.</summary>
    public ClickList Padded() => Count == 0
        ? new([0, 0, 0, 0], [None, None])
        : new([.. Coordinates, 0, 0], [.. Labels, None]);
}
