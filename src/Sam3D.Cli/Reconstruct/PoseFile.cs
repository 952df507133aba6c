using System.Numerics;
using System.Text.Json;
using Sam3D.Cli.Reporting;
using Sam3D.Export;

namespace Sam3D.Cli.Reconstruct;

/// <summary>
/// The placement of an object as a file: rotation, translation and scale as the official code gives them, with the camera and the
/// conventions, so that it can be read without this program.
/// </summary>
internal sealed record PoseFile
{
    /// <summary>Format and version.</summary>
    public string Format { get; init; } = "sam3d-pose/1";

    /// <summary>Official quaternion (w, x, y, z), w ≥ 0.</summary>
    public required float[] Rotation { get; init; }

    /// <summary>Position of the object's origin in camera space.</summary>
    public required float[] Translation { get; init; }

    /// <summary>Camera-space length of one unit of object space.</summary>
    public required float Scale { get; init; }

    /// <summary>Whether lengths are metres.</summary>
    public required bool IsMetric { get; init; }

    /// <summary>The camera that the pose belongs to.</summary>
    public required PoseCamera Camera { get; init; }

    /// <summary>What the numbers mean.</summary>
    public PoseConventions Conventions { get; init; } = new();

    /// <summary>The pose of a reconstruction.</summary>
    /// <param name="result">The reconstruction.</param>
    /// <param name="photo">The photograph that it was made from.</param>
    public static PoseFile Of(Reconstruction result, RgbImage photo)
    {
        Vector4 q = result.Pose.ToOfficialQuaternion(); // X holds w
        Vector3 t = result.Pose.Translation;
        return new PoseFile
        {
            Rotation = [q.X, q.Y, q.Z, q.W],
            Translation = [t.X, t.Y, t.Z],
            Scale = result.Pose.Scale,
            IsMetric = result.Pose.IsMetric,
            Camera = new PoseCamera(
                photo.Width, photo.Height, result.Camera.FocalX, result.Camera.FocalY, result.Camera.CenterX, result.Camera.CenterY),
        };
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, CliJson.Readable.PoseFile);
        stream.WriteByte((byte)'\n');
    });
}

/// <summary>A pinhole camera; lengths in picture widths (x) and heights (y), (0,0) is the upper left corner of the picture.</summary>
internal sealed record PoseCamera(int ImageWidth, int ImageHeight, float FocalX, float FocalY, float CenterX, float CenterY);

/// <summary>What the numbers of a pose file mean, in words.</summary>
internal sealed record PoseConventions
{
    public string Transform { get; init; } = "p_camera = scale * (p_object @ R(rotation)) + translation, row vectors, R as in PyTorch3D";

    public string Rotation { get; init; } = "quaternion w, x, y, z; w >= 0";

    public string ObjectSpace { get; init; } =
        "z up, inside [-0.5, 0.5]^3; the PLY, OBJ, STL and splat files are in it, GLB and SPZ files are y up: (x, z, -y)";

    public string CameraSpace { get; init; } = "x left, y up, z forward";

    public string Lengths { get; init; } = "metres when isMetric is true, else of an unknown common factor";

    public string Camera { get; init; } = "focal lengths and centre in picture widths (x) and heights (y); (0, 0) is the upper left corner";
}
