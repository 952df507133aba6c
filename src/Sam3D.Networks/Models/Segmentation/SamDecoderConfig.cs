namespace Sam3D.Networks;

/// <summary>Sizes of <see cref="SamPromptEncoder"/> and <see cref="SamMaskDecoder"/>, of SAM 1 and of SAM 2.</summary>
public sealed record SamDecoderConfig
{
    /// <summary>Channels of tokens and of the image embedding, 256 in the release.</summary>
    public required int Width { get; init; }

    /// <summary>Side of the picture in pixels, 1024 in the release.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of the image embedding, 64 in the release.</summary>
    public required int Grid { get; init; }

    /// <summary>Channels in front of the last layer that encodes masks, 16 in the release.</summary>
    public required int MaskChannels { get; init; }

    /// <summary>Channels inside of the transformer's MLPs, 2048 in the release.</summary>
    public required int HiddenDim { get; init; }

    /// <summary>Channels inside of the head that estimates the quality of masks, 256 in the release.</summary>
    public required int IouHidden { get; init; }

    /// <summary>Layers of that head, 3 in the release.</summary>
    public int IouDepth { get; init; } = 3;

    /// <summary>Blocks of the transformer, 2 in the release.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Attention heads, 8 in the release. Weight files do not tell.</summary>
    public int NumHeads { get; init; } = 8;

    /// <summary>By how much cross-attention is narrower than its tokens, 2 in the release.</summary>
    public int Downsample { get; init; } = 2;

    /// <summary>Masks of one prompt, 4 in the release: the first for prompts that say all, the others for ambiguous ones.</summary>
    public int MaskTokens { get; init; } = 4;

    /// <summary>Whether it is SAM 2: a token that says whether there is an object, features of higher resolution, and qualities that pass a sigmoid.</summary>
    public required bool IsSecond { get; init; }

    /// <summary>Whether it is the tracker of SAM 3: SAM 2's decoder, whose transformer has the names of SAM 1.</summary>
    public bool IsThird { get; init; }

    /// <summary>Side of the masks that go in and come out, four times <see cref="Grid"/>.</summary>
    public int MaskSide => 4 * Grid;

    /// <summary>Official name of the prompt encoder.</summary>
    public string PromptScope => IsSecond ? "sam_prompt_encoder" : "prompt_encoder";

    /// <summary>Official name of the mask decoder.</summary>
    public string MaskScope => IsSecond ? "sam_mask_decoder" : "mask_decoder";
}
