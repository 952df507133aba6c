namespace Sam3D.GraphCuts;

/// <summary>One thing that a prompt may mean: an object in a part of the photograph, at low resolution.</summary>
/// <param name="Region">The part of the photograph.</param>
/// <param name="Cut">How it was cut out.</param>
/// <param name="Inside">Its pixels, without what does not hang together.</param>
/// <param name="Quality">How good it seems.</param>
internal sealed record CutCandidate(PixelBounds Region, RegionCut Cut, bool[] Inside, CutQuality Quality);
