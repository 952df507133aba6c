using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Meshes;

/// <summary>Finds an object's symmetry about the vertical axis by comparing its voxels with turned ones.</summary>
internal static class SymmetryFinder
{
    private const float Agreement = 0.94f;

    /// <summary>The symmetry of voxels.</summary>
    public static ObjectSymmetry Find(SampleVoxels voxels)
    {
        if (!Matches(voxels, 180))
        {
            return ObjectSymmetry.None;
        }

        return !Matches(voxels, 90) ? ObjectSymmetry.TwoFold
            : Matches(voxels, 45) && Matches(voxels, 22.5f) ? ObjectSymmetry.Rotational
            : ObjectSymmetry.FourFold;
    }

    // Turned grids do not meet voxel by voxel, so a neighbour of an occupied voxel counts as half a match for angles between the quarters.
    private static bool Matches(SampleVoxels voxels, float degrees)
    {
        int r = voxels.Resolution;
        (float sin, float cos) = MathF.SinCos(degrees * MathF.PI / 180);
        int both = 0, either = 0;
        for (int x = 0; x < r; x++)
        {
            for (int y = 0; y < r; y++)
            {
                float px = x + 0.5f - (r / 2f), py = y + 0.5f - (r / 2f);
                int tx = (int)MathF.Floor((px * cos) - (py * sin) + (r / 2f)), ty = (int)MathF.Floor((px * sin) + (py * cos) + (r / 2f));
                bool inside = tx >= 0 && ty >= 0 && tx < r && ty < r;
                for (int z = 0; z < r; z++)
                {
                    bool own = voxels.IsOccupied(x, y, z), other = inside && voxels.IsOccupied(tx, ty, z);
                    both += own && other ? 1 : 0;
                    either += own || other ? 1 : 0;
                }
            }
        }

        float needed = degrees % 90 == 0 ? Agreement : Agreement - 0.1f;
        return either > 0 && both >= needed * either;
    }
}
