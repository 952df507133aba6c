using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <summary>
/// Reads how a flow is sampled: <c>pipeline.yaml</c>, with the defaults of the official <c>InferencePipeline</c> class, replaces what the generator's YAML says.
/// </summary>
/// <param name="Prefix">First letters of the keys of <c>pipeline.yaml</c>.</param>
/// <param name="RescaleT">The class's re-spacing of the times.</param>
/// <param name="Guidance">The class's guidance strength.</param>
internal sealed record SamplingConfig(string Prefix, double RescaleT, double Guidance)
{
    private const int DefaultSteps = 25;
    private const float DefaultGuidanceEnd = 500;
    private const double DefaultTimeScale = 1000;
    private const double MaxTime = 1e9;

    /// <summary>The geometry flow.</summary>
    public static SamplingConfig Geometry { get; } = new("ss", 3, 7);

    /// <summary>The flow of texture and refinement.</summary>
    public static SamplingConfig Texture { get; } = new("slat", 3, 5);

    /// <summary>Reads the sampling.</summary>
    /// <param name="pipeline"><c>pipeline.yaml</c>.</param>
    /// <param name="generator"><c>module.generator.backbone</c> of the generator's YAML.</param>
    public SamplingSpec Read(ConfigNode pipeline, ConfigNode generator)
    {
        if (generator.Find("reversed_timestamp") is { } reversed && reversed.Bool())
        {
            throw reversed.Unsupported("a reversed time");
        }

        if (generator.Find("solver_method") is { } solver && solver.String() != "euler")
        {
            throw solver.Unsupported($"the solver {Wording.Quote(solver.String())}");
        }

        ConfigNode? interval = pipeline.Find(Prefix + "_cfg_interval");
        float[] ends = interval?.Numbers(2, -MaxTime, MaxTime) ?? [0, DefaultGuidanceEnd];
        if (ends[0] > ends[1])
        {
            throw interval!.Refuse($"starts at {ends[0]}, after its end {ends[1]}; exchange them");
        }

        return new SamplingSpec
        {
            Steps = pipeline.Find(Prefix + "_inference_steps")?.Size(max: BundleLimits.Steps) ?? DefaultSteps,
            RescaleT = pipeline.Find(Prefix + "_rescale_t")?.Number(1e-6, 1e6) ?? RescaleT,
            TimeScale = generator.Find("time_scale")?.Number(1e-6, 1e6) ?? DefaultTimeScale,
            GuidanceStrength = (float)(pipeline.Find(Prefix + "_cfg_strength")?.Number(0, 1e6) ?? Guidance),
            GuidanceStart = ends[0],
            GuidanceEnd = ends[1],
            Shortcut = pipeline.Find(Prefix + "_shortcut")?.Bool() ?? false, // keys of our own: the official pipeline is told by its caller, and knows neither of the others
            Temperature = (float?)pipeline.Find(Prefix + "_temperature")?.Number(0, GeometryOptions.MaxTemperature),
            ShapeCandidates = pipeline.Find(Prefix + "_shape_candidates")?.Size(max: GeometryOptions.MaxShapeCandidates),
        };
    }
}
