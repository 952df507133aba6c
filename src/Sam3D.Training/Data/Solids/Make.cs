using System.Numerics;

namespace Sam3D.Training.Data.Solids;

/// <summary>Makes bodies. z is up; places are centres unless said otherwise.</summary>
internal static class Make
{
    /// <summary>A box by its middle and edge lengths.</summary>
    public static Solid Box(Vector3 center, Vector3 size, float radius = 0)
    {
        float most = Math.Min(size.X, Math.Min(size.Y, size.Z)) * 0.49f;
        return At(new BoxSolid(size, Math.Min(radius, most)), center);
    }

    /// <summary>A box from its lowest to its highest corner.</summary>
    public static Solid Block(float x0, float x1, float y0, float y1, float z0, float z1, float radius = 0) =>
        Box(new Vector3(x0 + x1, y0 + y1, z0 + z1) / 2, new Vector3(x1 - x0, y1 - y0, z1 - z0), radius);

    /// <summary>An ellipsoid by its half axes.</summary>
    public static Solid Ellipsoid(Vector3 center, Vector3 radii) => At(new EllipsoidSolid(radii), center);

    /// <summary>A ball.</summary>
    public static Solid Ball(Vector3 center, float radius) => Ellipsoid(center, new Vector3(radius));

    /// <summary>An upright cylinder standing on a point.</summary>
    public static Solid Post(float x, float y, float z, float radius, float height, float rounding = 0) =>
        At(new CylinderSolid(radius, height, Math.Min(rounding, 0.49f * Math.Min(2 * radius, height))), new Vector3(x, y, z + (height / 2)));

    /// <summary>A disc or wheel whose axle lies along x.</summary>
    public static Solid Wheel(Vector3 center, float radius, float width, float rounding = 0) =>
        At(new CylinderSolid(radius, width, Math.Min(rounding, 0.45f * width)).Turn(Vector3.UnitY, 90), center);

    /// <summary>A disc whose axis lies along y.</summary>
    public static Solid Disc(Vector3 center, float radius, float depth, float rounding = 0) =>
        At(new CylinderSolid(radius, depth, Math.Min(rounding, 0.45f * depth)).Turn(Vector3.UnitX, 90), center);

    /// <summary>An upright cut-off cone standing on a point.</summary>
    public static Solid Cone(float x, float y, float z, float lower, float upper, float height) =>
        At(new ConeSolid(lower, upper, height), new Vector3(x, y, z + (height / 2)));

    /// <summary>A ring lying flat.</summary>
    public static Solid Ring(Vector3 center, float ring, float tube) => At(new TorusSolid(ring, tube), center);

    /// <summary>A rounded rod.</summary>
    public static Solid Rod(Vector3 from, Vector3 to, float radius) => new CapsuleSolid(from, to, radius);

    /// <summary>A prism along y over a convex polygon in the x-z plane, counter-clockwise seen from −y (x right, z up).</summary>
    public static Solid Prism(float y0, float y1, params ReadOnlySpan<Vector2> polygon)
    {
        var planes = new Vector4[polygon.Length + 2];
        Vector2 low = polygon[0], high = polygon[0];
        for (int i = 0; i < polygon.Length; i++)
        {
            Vector2 a = polygon[i], b = polygon[(i + 1) % polygon.Length], edge = Vector2.Normalize(b - a);
            var normal = new Vector2(edge.Y, -edge.X);
            planes[i] = new Vector4(normal.X, 0, normal.Y, Vector2.Dot(normal, a));
            (low, high) = (Vector2.Min(low, a), Vector2.Max(high, a));
        }

        planes[^2] = new Vector4(0, 1, 0, y1);
        planes[^1] = new Vector4(0, -1, 0, -y0);
        return new ConvexSolid(planes, new Bounds3(new Vector3(low.X, y0, low.Y), new Vector3(high.X, y1, high.Y)));
    }

    /// <summary>A pyramid on a rectangle round (x, y), standing at z.</summary>
    public static Solid Pyramid(float x, float y, float z, float width, float depth, float height)
    {
        Vector3 sideX = Vector3.Normalize(new Vector3(height, 0, width / 2)), sideY = Vector3.Normalize(new Vector3(0, height, depth / 2));
        Vector4[] planes =
        [
            new(sideX, sideX.X * width / 2), new(-sideX.X, 0, sideX.Z, sideX.X * width / 2),
            new(sideY, sideY.Y * depth / 2), new(0, -sideY.Y, sideY.Z, sideY.Y * depth / 2),
            new(0, 0, -1, 0),
        ];
        return new ConvexSolid(planes, new Bounds3(new Vector3(-width / 2, -depth / 2, 0), new Vector3(width / 2, depth / 2, height))).Move(x, y, z);
    }

    private static Solid At(Solid body, Vector3 center) => new PlacedSolid(body, Quaternion.Identity, center);
}
