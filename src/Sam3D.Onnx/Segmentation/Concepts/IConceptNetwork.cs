using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>Networks that find what words and exemplars mean. Converted bundles and public exports cut them into different graphs.</summary>
/// <remarks>Implementations are safe for concurrent calls.</remarks>
internal interface IConceptNetwork : IDisposable
{
    /// <summary>Encodes a photograph; what it becomes stays on the device.</summary>
    KeptTensors Encode(RgbImage image, PromptFrame frame, CancellationToken cancellationToken);

    /// <summary>Encodes words.</summary>
    /// <param name="ids">Tokens, zeros behind them.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    ConceptWords Describe(int[] ids, CancellationToken cancellationToken);

    /// <summary>Finds objects.</summary>
    ConceptFindings Find(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken);
}
