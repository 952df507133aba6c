using System.Numerics;

namespace Sam3D.Masks;

/// <summary>A session whose network answers many clicks in one call.</summary>
internal interface IClickBatches
{
    /// <summary>Whether it does; exports of others take one prompt at a time.</summary>
    bool TakesBatches { get; }

    /// <summary>Answers clicks, each as a prompt by itself whose alternatives are wanted.</summary>
    /// <param name="places">In pixels of the picture.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>For each click what makes its masks, which are large, when they are needed. Masks may be empty.</returns>
    ValueTask<IReadOnlyList<Func<IReadOnlyList<ScoredMask>>>> ClickAsync(IReadOnlyList<Vector2> places, CancellationToken cancellationToken);
}
