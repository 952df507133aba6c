using System.Numerics;

namespace Sam3D.Training.Data.Meshes;

/// <summary>A mesh of a list.</summary>
/// <param name="File">Its path in the folder, with slashes.</param>
/// <param name="Size">Width, depth and height in any unit, or <see langword="null"/> where the file's own proportions hold.</param>
/// <param name="Turn">A rotation of row vectors in object axes, or <see langword="null"/>; it goes before the size.</param>
internal sealed record MeshListEntry(string File, Vector3? Size = null, Matrix4x4? Turn = null);
