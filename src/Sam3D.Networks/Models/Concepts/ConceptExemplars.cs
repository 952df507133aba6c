namespace Sam3D.Networks;

/// <summary>Exemplars as the geometry encoder takes them. What needs their places alone is made outside of the graph.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Samples">Where the picture's features are taken: of boxes [N, 49, G²], of points [N, 1, G²]; each row holds the weights of the picture's tokens.</param>
/// <param name="Places">Boxes: centre and size [N, 4]; points [N, 2]; 0 to 1.</param>
/// <param name="Codes">Sines of the same: boxes [N, C + 2], points [N, C].</param>
/// <param name="Labels">Integers [N]: 1 for what is wanted, 0 for what is not.</param>
public sealed record ConceptExemplars<T>(T Samples, T Places, T Codes, T Labels)
    where T : class;
