namespace Sam3D.DataEngine;

/// <summary>What a data engine holds at most. Part of the format and not settable; checked when a store is opened, read, and written.</summary>
public static class DataEngineLimits
{
    /// <summary>Bytes of the database file.</summary>
    public const long DatabaseBytes = 16L << 30;

    /// <summary>Bytes of one stored file.</summary>
    public const long FileBytes = 1L << 30;

    /// <summary>Bytes of one value or row in the database.</summary>
    public const int RowBytes = 1 << 20;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 200;

    /// <summary>Candidates of one object.</summary>
    public const int Candidates = 256;

    /// <summary>Annotators of one store.</summary>
    public const int Annotators = 1000;

    /// <summary>Bytes of an export's manifest, and of its list.</summary>
    public const int ListingBytes = 256 << 20;

    /// <summary>Bytes of a request to the annotation page.</summary>
    public const int RequestBytes = 16 << 10;
}
