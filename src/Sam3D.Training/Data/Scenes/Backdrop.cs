using System.Numerics;

namespace Sam3D.Training.Data.Scenes;

/// <summary>What is behind the object.</summary>
/// <param name="Colors">[H, W] linear RGB.</param>
/// <param name="Floor">A plane (unit normal upwards n, d) of points p with n · p = d in camera space, or <see langword="null"/> where there is none.</param>
/// <param name="FloorPixels">[H, W] depth of the floor, +∞ where there is none; <see langword="null"/> without a floor.</param>
internal sealed record Backdrop(Vector3[] Colors, Vector4? Floor = null, float[]? FloorPixels = null);
