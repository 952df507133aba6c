using System.Numerics;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Objects;

/// <summary>A procedural object in the units that its family was written in: painted bodies, z up, front towards −y.</summary>
internal sealed class ObjectDesign
{
    /// <summary>The bodies; the object is their union.</summary>
    public List<ObjectPart> Parts { get; } = [];

    /// <summary>Its symmetry about the vertical axis.</summary>
    public ObjectSymmetry Symmetry { get; set; }

    /// <summary>Strength of highlights, 0 to 1.</summary>
    public float Gloss { get; set; }

    /// <summary>Adds a body.</summary>
    public void Add(Solid body, Paint paint) => Parts.Add(new ObjectPart(body, paint));

    /// <summary>Adds a body and its mirror image at x = 0; a body that is its own image is not affected by the union.</summary>
    public void AddPair(Func<float, Solid> make, Paint paint)
    {
        Add(make(1), paint);
        Add(make(-1), paint);
    }

    /// <summary>A box that holds all bodies.</summary>
    public Bounds3 Bounds()
    {
        Bounds3 bounds = Parts[0].Body.Bounds;
        foreach (ObjectPart part in Parts)
        {
            bounds = bounds.Union(part.Body.Bounds);
        }

        return bounds;
    }

    /// <summary>The painted colour of the nearest body at a place.</summary>
    public Vector3 ColorAt(Vector3 p)
    {
        int nearest = 0;
        float least = float.PositiveInfinity;
        for (int i = 0; i < Parts.Count; i++)
        {
            float distance = Parts[i].Body.At(p);
            if (distance < least)
            {
                (least, nearest) = (distance, i);
            }
        }

        return Parts[nearest].Paint.At(p);
    }
}
