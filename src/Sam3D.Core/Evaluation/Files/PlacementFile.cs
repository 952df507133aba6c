using System.Numerics;
using System.Text.Json;

namespace Sam3D.Evaluation;

/// <summary>Reads pose files (<c>sam3d-pose/1</c>), as <c>sam3d reconstruct</c> writes them.</summary>
public static class PlacementFile
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a pose and its camera.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Object to camera space, and the camera.</returns>
    /// <exception cref="EvaluationException">The file is missing, too large, or no pose.</exception>
    public static (ObjectPose Pose, CameraIntrinsics Camera) Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var document = JsonDocument.Parse(BoundedFile.Read(path, MaxBytes), new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != "sam3d-pose/1")
            {
                throw Error(path, "is of another format than sam3d-pose/1");
            }

            float[] rotation = Numbers(root.GetProperty("rotation"), 4), translation = Numbers(root.GetProperty("translation"), 3);
            float scale = root.GetProperty("scale").GetSingle();
            JsonElement c = root.GetProperty("camera");
            var camera = new CameraIntrinsics(
                c.GetProperty("focalX").GetSingle(), c.GetProperty("focalY").GetSingle(), c.GetProperty("centerX").GetSingle(), c.GetProperty("centerY").GetSingle());
            float all = rotation.Concat(translation).Sum() + scale + camera.FocalX + camera.FocalY + camera.CenterX + camera.CenterY;
            if (!float.IsFinite(all) || !(scale > 0) || !(camera.FocalX > 0) || !(camera.FocalY > 0) || !(rotation.Sum(v => v * v) > 1e-6f))
            {
                throw Error(path, "has numbers that are not finite, a scale or focal length that is not above 0, or no rotation");
            }

            bool isMetric = root.TryGetProperty("isMetric", out JsonElement metric) && metric.GetBoolean();
            var pose = ObjectPose.FromOfficial(
                Vector4.Normalize(new Vector4(rotation)), new Vector3(translation), scale, isMetric);
            return (pose, camera);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Error(path, $"is no pose file ({MessageText.OneLine(e.Message, 120).TrimEnd('.')})", e);
        }
    }

    private static float[] Numbers(JsonElement list, int count)
    {
        float[] numbers = [.. list.EnumerateArray().Take(count + 1).Select(v => v.GetSingle())];
        return numbers.Length == count ? numbers : throw new FormatException($"a list of {numbers.Length} numbers, {count} are expected");
    }

    private static EvaluationException Error(string path, string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)} {problem}; give a file as 'sam3d reconstruct' writes it, or remove it.", cause);
}
