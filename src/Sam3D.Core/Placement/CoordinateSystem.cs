namespace Sam3D;

/// <summary>
/// Coordinate systems in which a pose can be expressed. Each names the axes of camera space and what becomes of an object's vertices
/// (z up in object space) when the object is handed over; see <see cref="PlacedTransform"/>.
/// </summary>
public enum CoordinateSystem
{
    /// <summary>
    /// The official camera space, as PyTorch3D: x left, y up, z forward; right-handed. Object vertices stay (x, y, z), z up.
    /// </summary>
    Official,

    /// <summary>OpenCV: x right, y down, z forward; right-handed. Object vertices stay (x, y, z), z up.</summary>
    OpenCv,

    /// <summary>
    /// OpenGL and glTF 2.0: x right, y up, z backward; right-handed. Object vertices become (x, z, −y), y up, as in the exported GLB.
    /// </summary>
    OpenGl,

    /// <summary>
    /// Unity: x right, y up, z forward; left-handed; a unit is a metre. Object vertices become (−x, z, −y), y up: what Unity's glTF
    /// importers make of the exported GLB by negating glTF's x.
    /// </summary>
    Unity,

    /// <summary>
    /// Unreal Engine: x forward, y right, z up; left-handed; a unit is a centimetre. Object vertices become 100·(x, −y, z), z up: what the glTF
    /// importer makes of the exported GLB by exchanging glTF's y and z and going from metres to centimetres.
    /// </summary>
    Unreal,
}
