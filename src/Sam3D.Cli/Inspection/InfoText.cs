using System.Globalization;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Inspection;

/// <summary>What <c>info</c> found, for people.</summary>
internal static class InfoText
{
    private const int MaxGroups = 40;

    public static void Write(BundleInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("bundle", info.Path);
        lines.Add("name", info.Name);
        lines.Add("licence", info.Licence);
        lines.Add("origin", info.Origin);
        lines.Add("voxel grid", $"{info.Resolution}³");
        lines.Add("condition", $"{string.Join(", ", info.ConditionInputs)}: {PlainText.Count(info.ConditionTokens, "token")}");
        lines.Add("sampling", Sampling(info));
        lines.Add("placement", info.RefinesLayout ? "refined by the silhouette" : "as sampled");
        lines.Add("camera", string.Create(CultureInfo.InvariantCulture, $"field of view {info.FieldOfViewDegrees}° over the longer side"));
        lines.Add("depth", info.HasDepth ? "estimated where no point map is given" : "no depth network");
        Write(info.Refinement, lines);
        Write(info.Stages, info.Bytes, info.IsVerified, lines);
    }

    public static void Write(SegmenterInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("segmenter", info.Path);
        lines.Add("name", info.Name);
        lines.Add("licence", info.Licence);
        lines.Add("origin", info.Origin);
        lines.Add("prompts", string.Join(", ", info.Prompts));
        lines.Add("picture", $"{info.ImageSize}×{info.ImageSize}, {info.Fit}");
        if (info.ScoreThreshold is { } threshold)
        {
            lines.Add("objects", string.Create(CultureInfo.InvariantCulture, $"those with a score above {threshold}"));
        }

        Write(info.Stages, info.Bytes, info.IsVerified, lines);
    }

    private static string Sampling(BundleInfo info)
    {
        string guidance = info.Guidance is { } strength ? string.Create(CultureInfo.InvariantCulture, $"guidance {strength}") : "distilled: no guidance";
        string shapes = info.ShapeCandidates == 1 ? "one shape" : $"best of {info.ShapeCandidates} shapes";
        return string.Create(CultureInfo.InvariantCulture, $"{PlainText.Count(info.Steps, "step")}, {guidance}, temperature {info.Temperature}, {shapes}");
    }

    private static void Write(IReadOnlyList<BundleStageInfo> stages, long bytes, bool isVerified, LabelledLines lines)
    {
        foreach (BundleStageInfo stage in stages)
        {
            lines.Add("stage", $"{stage.Name}, {stage.Precision}, {PlainText.Bytes(stage.Bytes)}");
            lines.Add("  inputs", string.Join(", ", stage.Inputs));
            lines.Add("  outputs", string.Join(", ", stage.Outputs));
        }

        lines.Add("size", PlainText.Bytes(bytes));
        lines.Add("files", isVerified ? "all as the manifest says (SHA-256)" : "not compared with their SHA-256; do so with --verify");
    }

    private static void Write(RefinementInfo? info, LabelledLines lines)
    {
        if (info is null)
        {
            lines.Add("refinement", "none; colours come from the photograph");
            return;
        }

        lines.Add("refinement", string.Create(
            CultureInfo.InvariantCulture, $"{info.Channels} channels a voxel, {info.Steps} steps, guidance {info.Guidance}"));
        lines.Add("  condition", $"{string.Join(", ", info.ConditionInputs)}: {PlainText.Count(info.ConditionTokens, "token")}");
        lines.Add("  splats", info.GaussiansPerVoxel.Count == 0 ? "none" : $"{string.Join(" or ", info.GaussiansPerVoxel)} Gaussians a voxel");
        lines.Add("  mesh", info.MeshResolution is { } resolution ? $"of a {resolution}³ grid, {Colors(info.MeshColors)}" : "none");
    }

    private static string Colors(MeshColorSource? source) => source switch
    {
        MeshColorSource.Photo => "colours from the photograph",
        MeshColorSource.PhotoWhereVisible => "colours from the photograph where it shows the mesh",
        _ => "colours from the decoder",
    };

    public static void Write(CheckpointInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("checkpoint", $"{info.Path}, {PlainText.Bytes(info.Bytes)}");
        lines.Add("tensors", Describe(info.Tensors, info.Parameters));
        Write(info.Types, "  type", lines);
        Write(info.Prefixes, "  module", lines);
        foreach (TensorInfo tensor in info.List ?? [])
        {
            lines.Add("tensor", $"{tensor.Name} {tensor.Type} [{string.Join(", ", tensor.Shape)}]");
        }
    }

    public static void Write(CheckpointFolderInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("checkpoint folder", info.Path);
        lines.Add("configuration", string.Join(", ", info.Configs));
        foreach (CheckpointInfo checkpoint in info.Checkpoints)
        {
            Write(checkpoint, writer);
        }
    }

    public static void Write(GlbInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("GLB", $"{info.Path}, {PlainText.Bytes(info.Bytes)}");
        lines.Add("generator", info.Generator ?? "not stated");
        lines.Add("scene", $"{PlainText.Count(info.Nodes, "node")}, {PlainText.Count(info.Meshes, "mesh", "meshes")}, {PlainText.Count(info.Images, "image")}");
        lines.Add("geometry", $"{PlainText.Count(info.Vertices, "vertex", "vertices")}, {PlainText.Count(info.Triangles, "triangle")}");
        lines.Add("attributes", string.Join(", ", info.Attributes));
        lines.Add("materials", info.Materials.Count == 0 ? "none" : string.Join(", ", info.Materials));
        lines.Add("extensions", info.Extensions.Count == 0 ? "none" : string.Join(", ", info.Extensions));
        lines.Add("bounds (y up)", info is { Min: { } min, Max: { } max } ? $"{Describe(min)} to {Describe(max)}" : "none");
    }

    public static void Write(GaussianInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("Gaussians", $"{info.Path}, {PlainText.Bytes(info.Bytes)}");
        lines.Add("count", PlainText.Count(info.Gaussians, "Gaussian"));
        lines.Add("bounds (z up)", info is { Min: { } min, Max: { } max } ? $"{Describe(min)} to {Describe(max)}" : "none");
        lines.Add("opacity", info.Opacity is not { } o ? "none" : string.Create(
            CultureInfo.InvariantCulture,
            $"{o.Min:0.###} to {o.Max:0.###}, median {o.Median:0.###}, mean {o.Mean:0.###}, {o.Invisible:N0} below 1/255"));
    }

    private static void Write(IReadOnlyList<TensorGroup> groups, string label, LabelledLines lines)
    {
        foreach (TensorGroup group in groups.Take(MaxGroups))
        {
            lines.Add(label, $"{group.Name}: {Describe(group.Tensors, group.Parameters)}");
        }

        if (groups.Count > MaxGroups)
        {
            lines.Add(label, $"and {groups.Count - MaxGroups} more; --json lists all");
        }
    }

    private static string Describe(int tensors, long parameters) =>
        $"{PlainText.Count(tensors, "tensor")}, {PlainText.Count(parameters, "parameter")}";

    private static string Describe(IReadOnlyList<float> point) =>
        $"({string.Join(", ", point.Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)))})";
}
