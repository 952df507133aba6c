namespace Sam3D.Masks;

/// <summary>How a photograph is laid into the square picture of a segmentation network.</summary>
public enum PictureFit
{
    /// <summary>
    /// The longer side becomes the square's, resized on bytes; the rest is filled with zeros after normalisation, to the right and below (SAM 1, official
    /// <c>ResizeLongestSide</c>).
    /// </summary>
    LongestSide,

    /// <summary>Both sides become the square's, so that shapes are stretched (SAM 2, official <c>SAM2Transforms</c>).</summary>
    Stretch,

    /// <summary>The same, and values are rounded to bytes before normalisation (SAM 3, official <c>Sam3Processor</c>).</summary>
    StretchBytes,
}
