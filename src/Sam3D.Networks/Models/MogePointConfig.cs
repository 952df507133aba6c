namespace Sam3D.Networks;

/// <summary>Sizes of MoGe v1, from the <c>model_config</c> of its checkpoint and the DINOv2 backbone that it names.</summary>
public sealed record MogePointConfig
{
    /// <summary>Side in pixels that the position embedding was trained for, 518 in the release; a multiple of the patch size.</summary>
    public required int TrainImageSize { get; init; }

    /// <summary>Side of a patch in pixels, 14.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Channels C of a token, 1024 in the release.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Number of blocks, 24 in the release.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Hidden width of the MLP over <see cref="EmbedDim"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>The blocks, from 0 and rising, whose outputs the head takes; the last four in the release.</summary>
    public required IReadOnlyList<int> IntermediateLayers { get; init; }

    /// <summary>Channels of the projected features (<c>dim_proj</c>), 512 in the release.</summary>
    public required int ProjectionDim { get; init; }

    /// <summary>Channels of each level of the head, which doubles height and width (<c>dim_upsample</c>); 256, 128, 64 in the release.</summary>
    public required IReadOnlyList<int> UpsampleDims { get; init; }

    /// <summary>Hidden over outer channels of a residual block (<c>dim_times_res_block_hidden</c>), 2 in the release.</summary>
    public required int ResBlockHiddenMultiple { get; init; }

    /// <summary>Residual blocks a level (<c>num_res_blocks</c>), 2 in the release.</summary>
    public required int ResBlocks { get; init; }

    /// <summary>
    /// Channels of a group of a residual block's second norm: 32 (<c>res_block_norm</c> <c>group_norm</c>); <see langword="null"/> is one group of
    /// all channels (<c>layer_norm</c>).
    /// </summary>
    public int? NormGroupChannels { get; init; } = 32;

    /// <summary>Residual blocks of an output (<c>last_res_blocks</c>), none in the release.</summary>
    public int LastResBlocks { get; init; }

    /// <summary>Hidden channels of an output (<c>last_conv_channels</c>), 32 in the release.</summary>
    public int LastConvChannels { get; init; } = 32;

    /// <summary>Side of an output's last convolution (<c>last_conv_size</c>), odd; 1 in the release.</summary>
    public int LastConvSize { get; init; } = 1;

    /// <summary>M: patches along a side of the picture that the position embedding was trained for, 37 in the release.</summary>
    public int PositionGrid => TrainImageSize / PatchSize;
}
