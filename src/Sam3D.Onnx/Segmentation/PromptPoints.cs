using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Masks;

namespace Sam3D.Segmentation;

/// <summary>A prompt as points of the network's square picture: corners of a box, clicks, and the point that stands for none.</summary>
internal sealed class PromptPoints
{
    private const float None = -1, Beside = 0, On = 1, UpperLeft = 2, LowerRight = 3;

    private readonly List<float> _coordinates = [];
    private readonly List<float> _labels = [];

    /// <summary>[N, 2].</summary>
    public float[] Coordinates => [.. _coordinates];

    /// <summary>[N].</summary>
    public float[] Labels => [.. _labels];

    /// <summary>Lists the points of a prompt in the official order.</summary>
    /// <param name="clicks">Clicks.</param>
    /// <param name="box">A box, or <see langword="null"/>.</param>
    /// <param name="frame">The square.</param>
    /// <param name="spec">Where a box goes, and what follows it.</param>
    /// <param name="padsInside">Whether the graph adds the point that stands for none.</param>
    public static PromptPoints Create(IReadOnlyList<PointPrompt> clicks, BoxPrompt? box, PromptFrame frame, SegmentationSpec spec, bool padsInside)
    {
        var points = new PromptPoints();
        if (spec.PadsBoxes)
        {
            points.Add(box, frame);
            points.Add(clicks, frame);
        }
        else
        {
            points.Add(clicks, frame);
            points.Add(box, frame);
        }

        if (!padsInside && (box is null || spec.PadsBoxes))
        {
            points.Add(Vector2.Zero, None);
        }

        return points;
    }

    private void Add(BoxPrompt? box, PromptFrame frame)
    {
        if (box is { } given)
        {
            Add(frame.ToSquare(given.Min), UpperLeft);
            Add(frame.ToSquare(given.Max), LowerRight);
        }
    }

    private void Add(IReadOnlyList<PointPrompt> clicks, PromptFrame frame)
    {
        foreach (PointPrompt click in clicks)
        {
            Add(frame.ToSquare(click.Position), click.IsForeground ? On : Beside);
        }
    }

    private void Add(Vector2 place, float label)
    {
        _coordinates.AddRange([place.X, place.Y]);
        _labels.Add(label);
    }
}
