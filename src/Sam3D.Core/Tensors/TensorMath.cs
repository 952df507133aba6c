using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sam3D.Tensors;

/// <summary>
/// Vectorised arithmetic over float32 arrays. Products and sums are rounded one by one, never fused, so that every vector width and the plain
/// loops beside the kernels give the same bits.
/// </summary>
public static class TensorMath
{
    /// <summary>destination = x + step · velocity.</summary>
    /// <param name="x">A state.</param>
    /// <param name="velocity">As long as <paramref name="x"/>.</param>
    /// <param name="step">Step in time.</param>
    /// <param name="destination">As long as <paramref name="x"/>; may be <paramref name="x"/> itself but not overlap otherwise.</param>
    /// <exception cref="ArgumentException">The lengths differ or the memory overlaps.</exception>
    public static void Advance(ReadOnlySpan<float> x, ReadOnlySpan<float> velocity, float step, Span<float> destination)
    {
        Check(x, velocity, destination);
        TensorPrimitives.MultiplyAdd(velocity, step, x, destination);
    }

    /// <summary>destination = x + step · ((1+s)·conditional − s·unconditional): an Euler step with classifier-free guidance, in one pass.</summary>
    /// <remarks>Reads 12 and writes 4 bytes an element; limited by memory, not by arithmetic.</remarks>
    /// <param name="x">A state.</param>
    /// <param name="conditional">Velocity with the condition; as long as <paramref name="x"/>.</param>
    /// <param name="unconditional">Velocity without the condition; as long as <paramref name="x"/>.</param>
    /// <param name="strength">Guidance strength s.</param>
    /// <param name="step">Step in time.</param>
    /// <param name="destination">As long as <paramref name="x"/>; may be <paramref name="x"/> itself but not overlap otherwise.</param>
    /// <exception cref="ArgumentException">The lengths differ or the memory overlaps.</exception>
    public static void AdvanceGuided(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> conditional,
        ReadOnlySpan<float> unconditional,
        float strength,
        float step,
        Span<float> destination)
    {
        Check(x, conditional, destination);
        Check(x, unconditional, destination);
        float more = (float)(1.0 + strength);
        nuint done = 0;
        nuint length = (nuint)x.Length;
        ref float xs = ref MemoryMarshal.GetReference(x);
        ref float cs = ref MemoryMarshal.GetReference(conditional);
        ref float us = ref MemoryMarshal.GetReference(unconditional);
        ref float ds = ref MemoryMarshal.GetReference(destination);

        if (Vector512.IsHardwareAccelerated)
        {
            for (; length - done >= (nuint)Vector512<float>.Count; done += (nuint)Vector512<float>.Count)
            {
                Vector512<float> v = (Vector512.LoadUnsafe(ref cs, done) * more) - (Vector512.LoadUnsafe(ref us, done) * strength);
                (Vector512.LoadUnsafe(ref xs, done) + (v * step)).StoreUnsafe(ref ds, done);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; length - done >= (nuint)Vector256<float>.Count; done += (nuint)Vector256<float>.Count)
            {
                Vector256<float> v = (Vector256.LoadUnsafe(ref cs, done) * more) - (Vector256.LoadUnsafe(ref us, done) * strength);
                (Vector256.LoadUnsafe(ref xs, done) + (v * step)).StoreUnsafe(ref ds, done);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; length - done >= (nuint)Vector128<float>.Count; done += (nuint)Vector128<float>.Count)
            {
                Vector128<float> v = (Vector128.LoadUnsafe(ref cs, done) * more) - (Vector128.LoadUnsafe(ref us, done) * strength);
                (Vector128.LoadUnsafe(ref xs, done) + (v * step)).StoreUnsafe(ref ds, done);
            }
        }

        int tail = (int)done;
        AdvanceGuidedReference(x[tail..], conditional[tail..], unconditional[tail..], strength, step, destination[tail..]);
    }

    /// <summary>The plain loop that <see cref="Advance"/> must equal bit for bit.</summary>
    internal static void AdvanceReference(ReadOnlySpan<float> x, ReadOnlySpan<float> velocity, float step, Span<float> destination)
    {
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] + (velocity[i] * step);
        }
    }

    /// <summary>The plain loop that <see cref="AdvanceGuided"/> must equal bit for bit.</summary>
    internal static void AdvanceGuidedReference(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> conditional,
        ReadOnlySpan<float> unconditional,
        float strength,
        float step,
        Span<float> destination)
    {
        float more = (float)(1.0 + strength);
        for (int i = 0; i < x.Length; i++)
        {
            float v = (conditional[i] * more) - (unconditional[i] * strength);
            destination[i] = x[i] + (v * step);
        }
    }

    private static void Check(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> velocity,
        Span<float> destination,
        [CallerArgumentExpression(nameof(velocity))] string? name = null)
    {
        if (velocity.Length != x.Length || destination.Length != x.Length)
        {
            throw new ArgumentException($"{x.Length} states, {velocity.Length} velocities and {destination.Length} results differ.", name);
        }

        if ((destination.Overlaps(x, out int offset) && offset != 0) || destination.Overlaps(velocity))
        {
            throw new ArgumentException("The destination overlaps an input; it may only be the state itself.", name);
        }
    }
}
