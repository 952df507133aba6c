namespace Sam3D.Tracking;

/// <summary>What a frame attends to.</summary>
/// <param name="Memories">Memories and their places in the table of times: the newest has 0, prompted frames the last.</param>
/// <param name="Pointers">Pointers and how far back they lie, in units of the farthest one.</param>
internal sealed record MemorySelection(IReadOnlyList<(int Slot, TrackedFrame Frame)> Memories, IReadOnlyList<(float Distance, TrackedFrame Frame)> Pointers)
{
    private const double Temperature = 10_000;

    /// <summary>The times of the pointers as sines and cosines, [P, width].</summary>
    public float[] PointerCodes(int width)
    {
        int half = width / 2;
        float[] codes = new float[Pointers.Count * width];
        for (int i = 0; i < Pointers.Count; i++)
        {
            for (int k = 0; k < half; k++)
            {
                double angle = Pointers[i].Distance / Math.Pow(Temperature, 2 * (k / 2) / (double)half);
                codes[(i * width) + k] = (float)Math.Sin(angle);
                codes[(i * width) + half + k] = (float)Math.Cos(angle);
            }
        }

        return codes;
    }
}
