namespace Sam3D.Networks;

/// <summary>What the decoder finds.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Queries">[1, Q, C].</param>
/// <param name="Boxes">Centre and size [1, Q, 4], 0 to 1.</param>
/// <param name="Presence">[1, 1, 1]: the logit that the concept is in the picture at all.</param>
public sealed record ConceptObjects<T>(T Queries, T Boxes, T Presence)
    where T : class;
