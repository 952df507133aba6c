namespace Sam3D.ParityTests;

/// <summary>SAM 3 of the repository's cases, converted and opened once for all tests that only use it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedConcepts : ICollectionFixture<SharedConcepts>, IDisposable
{
    public const string Name = "SAM 3";

    public SharedConcepts()
    {
        Case = new ConceptSegmenterCase();
        Segmenter = Case.Open();
    }

    internal ConceptSegmenterCase Case { get; }

    internal OnnxConceptSegmenter Segmenter { get; }

    /// <summary>The segmenter with another threshold. Tests of the collection run one after the other.</summary>
    internal OnnxConceptSegmenter With(float threshold)
    {
        Segmenter.ScoreThreshold = threshold;
        return Segmenter;
    }

    public void Dispose()
    {
        Segmenter.Dispose();
        Case.Dispose();
    }
}
