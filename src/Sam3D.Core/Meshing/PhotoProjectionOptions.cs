namespace Sam3D.Meshing;

/// <summary>How a surface is coloured from a photograph.</summary>
public sealed record PhotoProjectionOptions
{
    /// <summary>How the surface is taken out of the logits.</summary>
    public SurfaceOptions Surface { get; init; } = new();

    /// <summary>
    /// The mesh is subdivided while its edges are longer than this in the photograph, in pixels, so that colours are not blurred
    /// by a coarse grid; greater than 0. Default 2.
    /// </summary>
    public float MaxEdgePixels { get; init; } = 2f;

    /// <summary>The most rounds of subdivision, 0 to 4; each makes four times the triangles. Default 2.</summary>
    public int MaxSubdivisions { get; init; } = 2;

    /// <summary>No round of subdivision is done that would make more vertices. Default 150,000.</summary>
    public int MaxVertices { get; init; } = 150_000;

    /// <summary>
    /// Vertices seen at a cosine below this, between surface normal and ray, are treated as hidden, and trusted fully from twice
    /// the value on; 0 to 0.5. Default 0.2.
    /// </summary>
    public float GrazingCosine { get; init; } = 0.2f;

    /// <summary>
    /// Whether the projected silhouette's bounding box is fitted to the mask's before colours are looked up, since poses of small models
    /// are imprecise. Default <see langword="true"/>.
    /// </summary>
    public bool RegisterSilhouette { get; init; } = true;

    /// <summary>
    /// Whether a hidden place takes the colour of its mirror image on the visible side, where there is one; the mirror is the upright
    /// plane through the object's middle that faces the camera. Default <see langword="true"/>.
    /// </summary>
    public bool AssumeSymmetry { get; init; } = true;

    /// <summary>
    /// How far colours spread over the hidden surface before the colour that the photograph shows in front of it is worth as
    /// much, in object-space units, greater than 0. Default 0.5.
    /// </summary>
    public float SpreadLength { get; init; } = 0.5f;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (!(MaxEdgePixels > 0))
        {
            errors.Add($"{nameof(MaxEdgePixels)} is {MaxEdgePixels}, expected a value above 0");
        }

        if (MaxSubdivisions is < 0 or > 4)
        {
            errors.Add($"{nameof(MaxSubdivisions)} is {MaxSubdivisions}, expected 0 to 4");
        }

        if (MaxVertices < 0)
        {
            errors.Add($"{nameof(MaxVertices)} is {MaxVertices}, expected 0 or more");
        }

        if (!(GrazingCosine >= 0 && GrazingCosine <= 0.5f))
        {
            errors.Add($"{nameof(GrazingCosine)} is {GrazingCosine}, expected 0 to 0.5");
        }

        if (!(SpreadLength > 0) || !float.IsFinite(SpreadLength))
        {
            errors.Add($"{nameof(SpreadLength)} is {SpreadLength}, expected a finite value above 0");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }

        Surface.Validate();
    }
}
