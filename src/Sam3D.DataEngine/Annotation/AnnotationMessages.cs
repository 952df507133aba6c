using System.Text.Json.Serialization;

namespace Sam3D.DataEngine.Annotation;

/// <summary>What the page sends.</summary>
internal sealed record AnnotationRequest
{
    /// <summary>The annotator's name.</summary>
    public required string Annotator { get; init; }

    /// <summary>The choice, where the request is one.</summary>
    public AnnotationAnswer? Answer { get; init; }
}

/// <summary>A choice.</summary>
internal sealed record AnnotationAnswer
{
    public required long Object { get; init; }

    public required int Round { get; init; }

    /// <summary>The candidates as they were shown, from left to right.</summary>
    public required long[] Shown { get; init; }

    /// <summary>One of them, or nothing.</summary>
    public long? Winner { get; init; }

    public int? Rating { get; init; }

    public required long Milliseconds { get; init; }
}

/// <summary>Where an annotator stands, and what is next.</summary>
internal sealed record AnnotationState
{
    public required string Annotator { get; init; }

    public required long Done { get; init; }

    public required long Total { get; init; }

    public required bool CanUndo { get; init; }

    public required bool AsksRating { get; init; }

    /// <summary>Views in a row of a turntable.</summary>
    public required int Columns { get; init; }

    /// <summary>What to judge; nothing at the end.</summary>
    public AnnotationTask? Task { get; init; }
}

/// <summary>Candidates to choose from. Says nothing of the models that made them.</summary>
internal sealed record AnnotationTask
{
    public required long Object { get; init; }

    public required string Name { get; init; }

    public required int Round { get; init; }

    public required bool IsLast { get; init; }

    public required string Overview { get; init; }

    public required string Detail { get; init; }

    public required IReadOnlyList<ShownCandidate> Shown { get; init; }
}

/// <summary>A candidate with its views.</summary>
internal sealed record ShownCandidate(long Candidate, string Turntable);

/// <summary>What went wrong.</summary>
internal sealed record AnnotationError(string Error);

/// <summary>The JSON forms of the page's messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AnnotationRequest))]
[JsonSerializable(typeof(AnnotationState))]
[JsonSerializable(typeof(AnnotationError))]
internal sealed partial class AnnotationJson : JsonSerializerContext;
