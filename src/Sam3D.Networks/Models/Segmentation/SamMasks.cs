namespace Sam3D.Networks;

/// <summary>What the mask decoder gives for B prompts.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Masks">Logits [B, M, side, side]: the mask for prompts that say all, then those for ambiguous ones.</param>
/// <param name="Qualities">Estimated intersection over union [B, M]; in SAM 1 not held in 0 to 1.</param>
/// <param name="Tokens">The masks' tokens [B, M, C].</param>
/// <param name="ObjectScore">SAM 2: [B, 1], above 0 where there is an object; else <see langword="null"/>.</param>
public sealed record SamMasks<T>(T Masks, T Qualities, T Tokens, T? ObjectScore)
    where T : class;
