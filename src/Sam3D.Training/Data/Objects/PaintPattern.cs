namespace Sam3D.Training.Data.Objects;

/// <summary>How two colours share a surface.</summary>
internal enum PaintPattern
{
    /// <summary>The first colour alone.</summary>
    Plain,

    /// <summary>Layers along z.</summary>
    Layers,

    /// <summary>Stripes along x.</summary>
    Stripes,

    /// <summary>A three-dimensional chessboard.</summary>
    Checks,

    /// <summary>Soft spots.</summary>
    Spots,

    /// <summary>Grain along x, as in wood.</summary>
    Grain,
}
