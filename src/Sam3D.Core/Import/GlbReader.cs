using System.Numerics;
using Sam3D.Rendering;
using SharpGLTF.Schema2;

namespace Sam3D.Import;

/// <summary>Reads binary glTF 2.0: triangles of the default scene with node transforms, base colours and their textures. Skins and animations are not applied.</summary>
internal static class GlbReader
{
    private const int MaxNodes = 100_000;

    /// <summary>Reads a file into a builder.</summary>
    public static void Read(string path, byte[] bytes, MeshReadOptions options, MeshBuilder builder)
    {
        try
        {
            // From memory, so that nothing beside the file is opened.
            ModelRoot root = ModelRoot.ParseGLB(new ArraySegment<byte>(bytes), new ReadSettings { Validation = SharpGLTF.Validation.ValidationMode.Strict });
            if (root.LogicalNodes.Count > MaxNodes)
            {
                throw MeshBuilder.Error(path, $"has {root.LogicalNodes.Count:N0} nodes, the limit is {MaxNodes:N0}; simplify it");
            }

            var materials = new Dictionary<int, int>();
            var textures = new Dictionary<int, MeshTexture>();
            Scene scene = root.DefaultScene ?? root.LogicalScenes.FirstOrDefault()
                ?? throw MeshBuilder.Error(path, "has no scene, a mesh is expected; export it again");
            foreach (Node node in Node.Flatten(scene).Where(n => n.Mesh is not null))
            {
                foreach (MeshPrimitive primitive in node.Mesh.Primitives)
                {
                    AddPrimitive(primitive, node.WorldMatrix);
                }
            }

            void AddPrimitive(MeshPrimitive primitive, Matrix4x4 world)
            {
                if (primitive.DrawPrimitiveType is not (PrimitiveType.TRIANGLES or PrimitiveType.TRIANGLE_STRIP or PrimitiveType.TRIANGLE_FAN)
                    || primitive.GetVertexAccessor("POSITION") is not { } accessor)
                {
                    return;
                }

                if (accessor.Count > options.MaxVertices || (primitive.IndexAccessor?.Count ?? 0) > 3L * options.MaxTriangles)
                {
                    throw MeshBuilder.Error(path, $"has {accessor.Count:N0} vertices or {primitive.IndexAccessor?.Count ?? 0:N0} indices; simplify it or raise the limits of MeshReadOptions");
                }

                int material = Material(primitive.Material);
                int set = primitive.Material?.FindChannel("BaseColor")?.TextureCoordinate ?? 0;
                IList<Vector3> positions = accessor.AsVector3Array();
                IList<Vector3>? normals = primitive.GetVertexAccessor("NORMAL")?.AsVector3Array();
                IList<Vector2>? coordinates = primitive.GetVertexAccessor($"TEXCOORD_{set}")?.AsVector2Array();
                IList<Vector4>? colors = primitive.GetVertexAccessor("COLOR_0")?.AsColorArray();
                Matrix4x4 inverse = Matrix4x4.Invert(world, out Matrix4x4 i) ? i : Matrix4x4.Identity;
                Matrix4x4 turning = Matrix4x4.Transpose(inverse);
                int first = builder.VertexCount;
                for (int v = 0; v < positions.Count; v++)
                {
                    Vector4? c = colors?[v];
                    builder.AddVertex(
                        Vector3.Transform(positions[v], world),
                        normals is null ? null : Vector3.TransformNormal(normals[v], turning),
                        coordinates?[v],
                        c is { } linear ? new Vector3(linear.X, linear.Y, linear.Z) : null);
                }

                bool isMirrored = world.GetDeterminant() < 0;
                foreach ((int a, int b, int c) in primitive.GetTriangleIndices())
                {
                    builder.AddTriangle(first + a, first + (isMirrored ? c : b), first + (isMirrored ? b : c), material);
                }
            }

            int Material(Material? source)
            {
                int key = source?.LogicalIndex ?? -1;
                if (!materials.TryGetValue(key, out int index))
                {
                    MaterialChannel? channel = source?.FindChannel("BaseColor");
                    Vector4 color = channel?.Color ?? Vector4.One;
                    index = builder.AddMaterial(new MeshMaterial { BaseColor = new Vector3(color.X, color.Y, color.Z), Texture = Texture(channel?.Texture?.PrimaryImage) });
                    materials.Add(key, index);
                }

                return index;
            }

            MeshTexture? Texture(Image? image)
            {
                if (image is null || image.Content.IsEmpty)
                {
                    return null;
                }

                if (!textures.TryGetValue(image.LogicalIndex, out MeshTexture? texture))
                {
                    var reading = new ImageReadOptions { ConvertToRgb8 = true, MaxBytes = options.MaxBytes, MaxPixels = options.MaxTexturePixels };
                    texture = new MeshTexture(RgbImage.Load(new MemoryStream(image.Content.Content.ToArray()), reading));
                    textures.Add(image.LogicalIndex, texture);
                }

                return texture;
            }
        }
        catch (Exception e) when (e is not (MeshFileException or OutOfMemoryException))
        {
            // The library's errors for damaged files are of many types.
            throw MeshBuilder.Error(path, $"is not a GLB file that can be read ({MessageText.OneLine(e.Message, 200).TrimEnd('.')}); export it again", e);
        }
    }
}
