using System.Numerics;

namespace Sam3D;

/// <summary>A box that a network gave to an object; not rounded to pixels.</summary>
/// <param name="Min">Upper left corner in pixels; x to the right, y down, (0, 0) is the upper left corner of the picture.</param>
/// <param name="Max">Lower right corner in pixels.</param>
public readonly record struct DetectedBox(Vector2 Min, Vector2 Max);
