using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Objects;

/// <summary>A body with its look.</summary>
/// <param name="Body">The body.</param>
/// <param name="Paint">Its colours.</param>
internal sealed record ObjectPart(Solid Body, Paint Paint);
