using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>Words as a text encoder has them, under the names of the detector's inputs.</summary>
/// <param name="tensors">What the text encoder made.</param>
internal sealed class ConceptWords(IReadOnlyList<NamedTensor> tensors)
{
    /// <summary>What the text encoder made.</summary>
    public IReadOnlyList<NamedTensor> Tensors { get; } = tensors;
}
