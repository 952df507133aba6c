namespace Sam3D.Tracking;

/// <summary>A prompt as the networks take it.</summary>
/// <param name="Id">The object.</param>
/// <param name="Clicks">In pixels of the network's picture; empty where there is a mask.</param>
/// <param name="Mask">Or a mask of the frame's size.</param>
/// <param name="Adds">Whether earlier clicks on the same frame still count.</param>
internal sealed record ObjectPrompt(int Id, ClickList Clicks, Mask? Mask, bool Adds)
{
    /// <summary>The mask as numbers 0 and 1, row-major.</summary>
    public float[] Pixels => Array.ConvertAll(Mask!.ValueArray, v => v == 0 ? 0f : 1f);
}
