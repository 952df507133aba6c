using System.Numerics;

namespace Sam3D.Layout;

/// <summary>A pose with what it is worth: its overlap less its margin and what its turn costs.</summary>
/// <param name="Pose">The pose.</param>
/// <param name="Value">What it is worth.</param>
/// <param name="Margin">What it has to bring besides, because its start is another rotation than the first one's.</param>
/// <param name="Home">The rotation of its start.</param>
internal sealed record RankedStart(ObjectPose Pose, double Value, double Margin, Quaternion Home);
