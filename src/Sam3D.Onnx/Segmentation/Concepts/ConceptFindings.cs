using Sam3D.Concepts;

namespace Sam3D.Segmentation;

/// <summary>What a network found.</summary>
/// <param name="Objects">Those that count, in the order of the network.</param>
/// <param name="Best">The highest probability of any, 0 to 1, counted or not.</param>
/// <param name="Presence">How likely the concept is in the picture at all, 0 to 1; <see langword="null"/> where the network does not tell.</param>
internal sealed record ConceptFindings(IReadOnlyList<ConceptObject> Objects, float Best, float? Presence);
