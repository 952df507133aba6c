using System.Buffers.Binary;
using System.Numerics;
using Sam3D.Meshing;
using SharpGLTF.Memory;
using SharpGLTF.Schema2;

namespace Sam3D.Export;

/// <summary>Writes binary glTF 2.0 (<c>.glb</c>).</summary>
/// <remarks>
/// glTF is y up: object space (x, y, z) becomes (x, z, −y). A placed object gets a node that moves it to glTF camera space (x right, y up, z
/// backward), which is the official camera space (x left, y up, z forward) turned by 180° round y. Colours are linear RGB, as glTF has
/// them. The material is a rough dielectric, seen from outside only. The same input gives the same bytes.
/// </remarks>
public static class GlbWriter
{
    private const string Generator = "Sam3D";
    private const int MaxShortIndex = ushort.MaxValue - 1; // 65535 means "restart"

    // glTF axes back to those of object space: a quarter turn round x.
    private static readonly Quaternion FromGltfAxes = Quaternion.CreateFromAxisAngle(Vector3.UnitX, MathF.PI / 2);

    // Official camera space to that of glTF: half a turn round y.
    private static readonly Quaternion ToGltfCamera = new(0, 1, 0, 0);

    /// <summary>Writes one mesh in its own space.</summary>
    /// <param name="mesh">The mesh; normals and colours are written where it has them.</param>
    /// <param name="stream">Receives the file.</param>
    /// <exception cref="ExportException">The mesh has no triangles or holds numbers that are not finite.</exception>
    public static void Write(TriangleMesh mesh, Stream stream) => Write([(mesh, null, "object")], stream);

    /// <summary>Writes one mesh placed in camera space.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="pose">Object to camera space; becomes the node's translation, rotation and scale.</param>
    /// <param name="stream">Receives the file.</param>
    /// <exception cref="ExportException">The mesh has no triangles, or mesh or pose hold numbers that are not finite.</exception>
    public static void Write(TriangleMesh mesh, ObjectPose pose, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(pose);
        Write([(mesh, pose, "object")], stream);
    }

    /// <summary>Writes several objects, each placed in camera space by its pose.</summary>
    /// <param name="objects">Mesh in object space, pose and name of each node; at least one.</param>
    /// <param name="stream">Receives the file.</param>
    /// <param name="camera">
    /// The camera that took the photograph: it becomes a node <c>camera</c> at the origin, from where the scene looks like the photograph, but for a principal point beside the middle,
    /// which glTF cannot state. <see langword="null"/> for none.
    /// </param>
    /// <exception cref="ExportException">There is no object, or one of them, or the camera, cannot be written.</exception>
    public static void WriteScene(
        IEnumerable<(TriangleMesh Mesh, ObjectPose Pose, string Name)> objects, Stream stream, CameraIntrinsics? camera = null)
    {
        ArgumentNullException.ThrowIfNull(objects);
        Write([.. objects.Select(o => (o.Mesh, (ObjectPose?)o.Pose, o.Name))], stream, camera);
    }

    private static void Write(
        IReadOnlyList<(TriangleMesh Mesh, ObjectPose? Pose, string Name)> objects, Stream stream, CameraIntrinsics? camera = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (objects.Count == 0)
        {
            throw new ExportException("The scene has no objects, so there is nothing to write as GLB: add at least one.");
        }

        ModelRoot root = ModelRoot.CreateModel();
        root.Asset.Generator = Generator;
        Scene scene = root.UseScene("scene");
        Material? colored = null, plain = null;
        foreach ((TriangleMesh mesh, ObjectPose? pose, string name) in objects)
        {
            MeshCheck.Require(mesh, "GLB");
            Material material = mesh.Colors is null
                ? plain ??= CreateMaterial(root, "plain", 0.6f)
                : colored ??= CreateMaterial(root, "vertex colours", 1f);
            Node node = scene.CreateNode(name);
            if (pose is not null)
            {
                node.LocalTransform = Place(pose, name);
            }

            node.Mesh = CreateMesh(root, mesh, material, name);
        }

        if (camera is { } pinhole)
        {
            AddCamera(root, scene, pinhole);
        }

        root.MergeBuffers();
        byte[] bytes = root.WriteGLB(new WriteSettings { JsonIndented = false }).ToArray();
        stream.Write(bytes);
    }

    /// <summary>Camera space is that of a glTF camera already, so its node needs no transform.</summary>
    private static void AddCamera(ModelRoot root, Scene scene, CameraIntrinsics pinhole)
    {
        if (!(pinhole.FocalX > 0 && pinhole.FocalY > 0 && float.IsFinite(pinhole.FocalX) && float.IsFinite(pinhole.FocalY)))
        {
            throw new ExportException($"The camera has focal lengths {pinhole.FocalX} and {pinhole.FocalY}, expected finite numbers above 0: state the camera, or leave it out.");
        }

        const float Near = 0.01f;
        SharpGLTF.Schema2.Camera camera = root.CreateCamera("camera");
        camera.SetPerspectiveMode(pinhole.FocalY / pinhole.FocalX, 2 * MathF.Atan(0.5f / pinhole.FocalY), Near, float.PositiveInfinity);
        scene.CreateNode("camera").Camera = camera;
    }

    private static SharpGLTF.Transforms.AffineTransform Place(ObjectPose pose, string name)
    {
        Vector3 t = pose.Translation;
        Quaternion rotation = ToGltfCamera * pose.Rotation * FromGltfAxes; // right to left: axes back to z up, pose, camera
        if (!float.IsFinite(t.X + t.Y + t.Z + pose.Scale) || !(pose.Scale > 0) || !(rotation.Length() > 1e-6f))
        {
            throw new ExportException(
                $"The pose of '{name}' has translation {t}, rotation {pose.Rotation} and scale {pose.Scale}, expected finite numbers and a scale above 0: reconstruct the object again.");
        }

        return new SharpGLTF.Transforms.AffineTransform(
            new Vector3(pose.Scale), Quaternion.Normalize(rotation), new Vector3(-t.X, t.Y, -t.Z));
    }

    private static Material CreateMaterial(ModelRoot root, string name, float grey)
    {
        Material material = root.CreateMaterial(name);
        material.InitializePBRMetallicRoughness();
        material.DoubleSided = false;
        MaterialChannel color = material.FindChannel("BaseColor")!.Value;
        color.Color = new Vector4(grey, grey, grey, 1);
        MaterialChannel surface = material.FindChannel("MetallicRoughness")!.Value;
        surface.SetFactor("MetallicFactor", 0f);
        surface.SetFactor("RoughnessFactor", 0.8f);
        return material;
    }

    private static Mesh CreateMesh(ModelRoot root, TriangleMesh source, Material material, string name)
    {
        int count = source.Positions.Length;
        Mesh mesh = root.CreateMesh(name);
        MeshPrimitive primitive = mesh.CreatePrimitive();
        primitive.Material = material;
        primitive.DrawPrimitiveType = PrimitiveType.TRIANGLES;
        primitive.SetVertexAccessor("POSITION", VertexAccessor(
            root, count, PackVectors(source.Positions, p => p), new AttributeFormat(DimensionType.VEC3)));
        if (source.Normals is not null)
        {
            primitive.SetVertexAccessor("NORMAL", VertexAccessor(
                root, count, PackVectors(source.Normals, VertexNormals.Normalize), new AttributeFormat(DimensionType.VEC3)));
        }

        if (source.Colors is not null)
        {
            primitive.SetVertexAccessor("COLOR_0", VertexAccessor(
                root, count, PackColors(source.Colors), new AttributeFormat(DimensionType.VEC4, EncodingType.UNSIGNED_SHORT, true)));
        }

        (byte[] indices, IndexEncodingType encoding) = PackIndices(source.Indices, count);
        Accessor accessor = root.CreateAccessor();
        accessor.SetIndexData(
            root.UseBufferView(indices, 0, indices.Length, 0, BufferMode.ELEMENT_ARRAY_BUFFER), 0, source.Indices.Length, encoding);
        primitive.SetIndexAccessor(accessor);
        return mesh;
    }

    private static Accessor VertexAccessor(ModelRoot root, int count, byte[] bytes, AttributeFormat format)
    {
        Accessor accessor = root.CreateAccessor();
        accessor.SetVertexData(root.UseBufferView(bytes, 0, bytes.Length, 0, BufferMode.ARRAY_BUFFER), 0, count, format);
        return accessor;
    }

    private static byte[] PackVectors(Vector3[] vectors, Func<Vector3, Vector3> prepare)
    {
        byte[] bytes = new byte[12 * vectors.Length];
        for (int v = 0; v < vectors.Length; v++)
        {
            Vector3 p = prepare(vectors[v]);
            Span<byte> target = bytes.AsSpan(12 * v);
            BinaryPrimitives.WriteSingleLittleEndian(target, p.X);
            BinaryPrimitives.WriteSingleLittleEndian(target[4..], p.Z);
            BinaryPrimitives.WriteSingleLittleEndian(target[8..], -p.Y);
        }

        return bytes;
    }

    private static byte[] PackColors(Vector3[] colors)
    {
        byte[] bytes = new byte[8 * colors.Length];
        for (int v = 0; v < colors.Length; v++)
        {
            Vector3 c = (Vector3.Clamp(colors[v], Vector3.Zero, Vector3.One) * ushort.MaxValue) + new Vector3(0.5f);
            Span<byte> target = bytes.AsSpan(8 * v);
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)c.X);
            BinaryPrimitives.WriteUInt16LittleEndian(target[2..], (ushort)c.Y);
            BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)c.Z);
            BinaryPrimitives.WriteUInt16LittleEndian(target[6..], ushort.MaxValue);
        }

        return bytes;
    }

    private static (byte[] Bytes, IndexEncodingType Encoding) PackIndices(int[] indices, int vertexCount)
    {
        bool isShort = vertexCount - 1 <= MaxShortIndex;
        byte[] bytes = new byte[indices.Length * (isShort ? 2 : 4)];
        for (int i = 0; i < indices.Length; i++)
        {
            if (isShort)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)indices[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), indices[i]);
            }
        }

        return (bytes, isShort ? IndexEncodingType.UNSIGNED_SHORT : IndexEncodingType.UNSIGNED_INT);
    }
}
