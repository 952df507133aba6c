using System.Globalization;

namespace Sam3D.DataEngine;

/// <summary>Which photographs are held out for measuring: by their content, so that it stays the same whatever is added, and no photograph is on both sides.</summary>
internal static class HeldOutSplit
{
    public const string Train = "train", HeldOut = "held-out";

    /// <summary>The side of a photograph.</summary>
    /// <param name="photoHash">SHA-256 of the photograph.</param>
    /// <param name="share">Share that is held out, 0 to 1.</param>
    public static string Of(string photoHash, double share) =>
        uint.Parse(photoHash.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) < share * (uint.MaxValue + 1.0) ? HeldOut : Train;

    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public static void Check(double share)
    {
        if (!(share >= 0 && share <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A held-out share of 0 to 0.5 is expected.");
        }
    }
}
