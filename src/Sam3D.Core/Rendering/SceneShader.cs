using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>Turns visible triangles into colours and geometry.</summary>
internal sealed class SceneShader
{
    private const float Shininess = 32f;
    private readonly PlacedMesh[] _placed;
    private readonly CameraIntrinsics _camera;
    private readonly SceneOptions _options;
    private readonly Vector3 _up;
    private readonly (Vector3 Position, Vector3 Color, bool IsPoint)[] _lights;

    public SceneShader(PlacedMesh[] placed, CameraIntrinsics camera, SceneOptions options)
    {
        _placed = placed;
        _camera = camera;
        _options = options;
        _up = Vector3.Normalize(options.Up);
        _lights = [.. options.Lights.Select(l => (l.IsPoint ? l.Position : Vector3.Normalize(l.Position), l.Color, l.IsPoint))];
    }

    /// <summary>Writes part, depth and normal of the pixels of a band, whose buffer has one sample a pixel.</summary>
    public void DescribePixels(SceneImage image, VisibilityBuffer buffer)
    {
        for (int row = 0, i = buffer.Top * image.Width, s = 0; row < buffer.Rows; row++)
        {
            for (int x = 0; x < image.Width; x++, i++, s++)
            {
                int triangle = buffer.Triangles[s];
                if (triangle < 0)
                {
                    image.Parts[i] = -1;
                    image.Depths[i] = float.PositiveInfinity;
                    continue;
                }

                int part = PartOf(triangle);
                Hit hit = HitAt(_placed[part], triangle, Ray(x, buffer.Top + row, image.Width, image.Height));
                image.Parts[i] = part;
                image.Depths[i] = 1f / buffer.InverseDepths[s];
                image.Normals[i] = hit.Normal;
            }
        }
    }

    /// <summary>Writes colour and coverage of the pixels of a band.</summary>
    public void ShadeSamples(SceneImage image, VisibilityBuffer buffer, int top, int bottom)
    {
        int samples = _options.Supersampling;
        float share = 1f / (samples * samples);
        for (int y = top; y < bottom; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                Vector3 sum = Vector3.Zero;
                int covered = 0;
                for (int s = 0; s < samples * samples; s++)
                {
                    int sx = (x * samples) + (s % samples), sy = (y * samples) + (s / samples);
                    int triangle = buffer.Triangles[((sy - buffer.Top) * buffer.Width) + sx];
                    if (triangle >= 0)
                    {
                        PlacedMesh mesh = _placed[PartOf(triangle)];
                        sum += Shade(mesh, triangle, Ray(sx, sy, image.Width * samples, image.Height * samples));
                        covered++;
                    }
                }

                int i = (y * image.Width) + x;
                image.Colors[i] = sum * share;
                image.Coverage[i] = covered * share;
            }
        }
    }

    // Through a sample's centre; z is 1.
    private Vector3 Ray(int x, int y, int width, int height) =>
        new((_camera.CenterX - ((x + 0.5f) / width)) / _camera.FocalX, (_camera.CenterY - ((y + 0.5f) / height)) / _camera.FocalY, 1);

    private int PartOf(int triangle)
    {
        int part = 0;
        while (part + 1 < _placed.Length && triangle >= _placed[part + 1].FirstTriangle)
        {
            part++;
        }

        return part;
    }

    private static Hit HitAt(PlacedMesh mesh, int triangle, Vector3 ray)
    {
        int local = triangle - mesh.FirstTriangle;
        ReadOnlySpan<int> corners = mesh.Mesh.Mesh.Indices.AsSpan(3 * local, 3);
        Vector3 a = mesh.Positions[corners[0]], b = mesh.Positions[corners[1]], c = mesh.Positions[corners[2]];

        // Volumes of the tetrahedra between the eye, the ray and two corners are the corners' weights in space.
        float wa = Vector3.Dot(ray, Vector3.Cross(b, c)), wb = Vector3.Dot(ray, Vector3.Cross(c, a)), wc = Vector3.Dot(ray, Vector3.Cross(a, b));
        if (wa + wb + wc < 0)
        {
            (wa, wb, wc) = (-wa, -wb, -wc);
        }

        // Rounded corners can cover a sample that the triangle just misses.
        (wa, wb, wc) = (Math.Max(wa, 0), Math.Max(wb, 0), Math.Max(wc, 0));
        float sum = wa + wb + wc;
        (wa, wb, wc) = sum > 0 ? (wa / sum, wb / sum, wc / sum) : (1f, 0f, 0f);
        Vector3 position = (a * wa) + (b * wb) + (c * wc);
        Vector3 normal = (mesh.Normals[corners[0]] * wa) + (mesh.Normals[corners[1]] * wb) + (mesh.Normals[corners[2]] * wc);
        normal = Meshing.VertexNormals.Normalize(normal);
        return new Hit(local, new Vector2(wb, wc), position, Vector3.Dot(normal, ray) > 0 ? -normal : normal);
    }

    private Vector3 Shade(PlacedMesh mesh, int triangle, Vector3 ray)
    {
        Hit hit = HitAt(mesh, triangle, ray);
        float gloss = mesh.Mesh.MaterialOf(hit.Triangle).Gloss;
        Vector3 diffuse = Vector3.Lerp(_options.Ground, _options.Sky, 0.5f + (0.5f * Vector3.Dot(hit.Normal, _up)));
        Vector3 highlight = Vector3.Zero;
        foreach ((Vector3 place, Vector3 color, bool isPoint) in _lights)
        {
            Vector3 towards = isPoint ? Meshing.VertexNormals.Normalize(place - hit.Position) : place;
            float cosine = Vector3.Dot(hit.Normal, towards);
            if (cosine <= 0)
            {
                continue;
            }

            diffuse += color * cosine;
            if (gloss > 0)
            {
                float half = Vector3.Dot(hit.Normal, Vector3.Normalize(towards - Vector3.Normalize(ray)));
                highlight += color * (gloss * MathF.Pow(Math.Max(half, 0f), Shininess));
            }
        }

        return (mesh.Mesh.ColorAt(hit.Triangle, hit.Weights) * diffuse) + highlight;
    }

    private readonly record struct Hit(int Triangle, Vector2 Weights, Vector3 Position, Vector3 Normal);
}
