namespace Sam3D.DataEngine;

/// <summary>Where an object stands.</summary>
public enum QueueState
{
    /// <summary>Nothing was decided.</summary>
    Pending,

    /// <summary>The best candidate is good enough to learn from.</summary>
    Accepted,

    /// <summary>The best candidate is below the quality threshold; more candidates may help.</summary>
    Rejected,

    /// <summary>No candidate is any good: a case for an artist, exported as a queue of its own.</summary>
    Hard,
}

/// <summary>Who decided.</summary>
public enum SelectionMethod
{
    /// <summary>The metrics.</summary>
    Automatic,

    /// <summary>The annotators.</summary>
    People,
}

/// <summary>The words of both in the database.</summary>
internal static class StoreWords
{
    /// <summary>The word of a value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The value of a word.</summary>
    public static T Parse<T>(string word)
        where T : struct, Enum => Enum.TryParse(word, ignoreCase: true, out T value) && Enum.IsDefined(value)
        ? value
        : throw new InvalidCastException();
}
