namespace Sam3D.Networks;

/// <summary>
/// The input and output layers of K latents of one token each, for P candidates of them. The latents of a candidate are the channels of one row, and their layers the
/// blocks on the diagonal of one matrix: one product in place of K small ones. Tokens stand candidate by candidate.
/// </summary>
internal static class CandidateLayers
{
    /// <summary>Tokens [B, P·K, C] of latents [B, P, channels].</summary>
    /// <param name="scope">The backbone.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="names">The latents of the stream in token order.</param>
    /// <param name="latents">All latents of the flow.</param>
    public static T Project<T>(ParameterScope<T> scope, GeometryFlowConfig config, IReadOnlyList<string> names, IReadOnlyList<T> latents)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        FlowLatentConfig[] own = Latents(config, names);
        T x = ops.Concat(2, [.. own.Select(l => latents[IndexOf(config, l.Name)])]); // [B, P, Σchannels]
        T weight = Diagonal(ops, [.. own.Select(l => (ops.Transpose(Mapping(scope, l)["input_layer"].Get("weight", width, l.Channels), 1, 0), l.Channels, width))]);
        T offset = ops.Concat(
            1, [.. own.Select(l => ops.Add(Mapping(scope, l).Get("pos_emb", 1, width), Mapping(scope, l)["input_layer"].Get("bias", width)))]); // [1, K·C]
        return ops.Reshape(ops.Add(ops.MatMul(x, weight), offset), 0, -1, width);
    }

    /// <summary>Velocities [B, P, channels] of the latents of a stream.</summary>
    /// <param name="scope">The backbone.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="names">The latents of the stream in token order.</param>
    /// <param name="start">[B, P·K, C], for its sizes.</param>
    /// <param name="normalized">The stream, [B·P·K, C].</param>
    public static T[] Velocities<T>(ParameterScope<T> scope, GeometryFlowConfig config, IReadOnlyList<string> names, T start, T normalized)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        FlowLatentConfig[] own = Latents(config, names);
        T weight = Diagonal(ops, [.. own.Select(l => (ops.Transpose(Mapping(scope, l)["out_layer"].Get("weight", l.Channels, width), 1, 0), width, l.Channels))]);
        T bias = ops.Concat(0, [.. own.Select(l => Mapping(scope, l)["out_layer"].Get("bias", l.Channels))]); // [Σchannels]
        T rows = ops.Reshape(ops.Entries(normalized, start, width), 0, -1, own.Length * width); // [B, P, K·C]
        return ops.Split(ops.Add(ops.MatMul(rows, weight), bias), 2, [.. own.Select(l => (long)l.Channels)]);
    }

    private static FlowLatentConfig[] Latents(GeometryFlowConfig config, IReadOnlyList<string> names) =>
        [.. names.Select(name => config.Latents[IndexOf(config, name)])];

    private static int IndexOf(GeometryFlowConfig config, string name) => config.Latents.TakeWhile(l => l.Name != name).Count();

    private static ParameterScope<T> Mapping<T>(ParameterScope<T> scope, FlowLatentConfig latent)
        where T : class => scope[$"latent_mapping.{latent.Name}"];

    /// <summary>Matrices on the diagonal of one, zero elsewhere; a constant.</summary>
    private static T Diagonal<T>(ITensorOps<T> ops, (T Matrix, int Rows, int Columns)[] blocks)
        where T : class
    {
        int columns = blocks.Sum(b => b.Columns), left = 0;
        var rows = new T[blocks.Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            (T matrix, int height, int own) = blocks[i];
            int right = columns - left - own;
            T[] parts =
            [
                .. left > 0 ? (T[])[ops.Constant(new float[height * left], height, left)] : [],
                matrix,
                .. right > 0 ? (T[])[ops.Constant(new float[height * right], height, right)] : [],
            ];
            rows[i] = parts.Length == 1 ? matrix : ops.Concat(1, parts);
            left += own;
        }

        return rows.Length == 1 ? rows[0] : ops.Concat(0, rows);
    }
}
