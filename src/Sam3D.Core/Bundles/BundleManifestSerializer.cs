using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sam3D.Bundles;

/// <summary>
/// Reads and writes <c>bundle.json</c>. Both directions check the whole manifest and name every violation at once, so that what
/// was written can be read and what was read can be relied upon.
/// </summary>
public static class BundleManifestSerializer
{
    private const string Remedy = "convert or download the bundle again";

    /// <summary>A hostile manifest can break a million rules; nobody reads more than this many.</summary>
    private const int MaxNamed = 100;

    /// <summary>Writes a manifest as indented UTF-8 JSON; equal manifests give equal bytes (stages are sorted by name).</summary>
    /// <param name="manifest">What to write.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <exception cref="BundleException">The manifest breaks a rule of the format; nothing was written.</exception>
    public static void Write(BundleManifest manifest, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(stream);
        ThrowIfInvalid(BundleManifestValidator.Violations(manifest), manifest.Name);
        Write(manifest with { Stages = Sorted(manifest.Stages) }, BundleManifestJson.Manifest, manifest.Name, stream);
    }

    /// <summary>Writes the manifest of a segmenter, likewise.</summary>
    /// <param name="manifest">What to write.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <exception cref="BundleException">The manifest breaks a rule of the format; nothing was written.</exception>
    public static void Write(SegmentationManifest manifest, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(stream);
        ThrowIfInvalid(BundleManifestValidator.Violations(manifest), manifest.Name);
        Write(manifest with { Stages = Sorted(manifest.Stages) }, BundleManifestJson.Segmentation, manifest.Name, stream);
    }

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="stream">The JSON text from the current position to the end; stays open.</param>
    /// <param name="sourceName">Where it comes from, for messages: a path or a resource name.</param>
    /// <returns>A manifest that keeps every rule of the format.</returns>
    /// <exception cref="BundleException">
    /// The text is longer than <see cref="BundleLimits.ManifestBytes"/>, is not JSON, is of another format version, or breaks rules;
    /// the message is one line and names all of them.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static BundleManifest Read(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(ReadAll(stream, sourceName), sourceName);
    }

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="utf8Json">The JSON text, UTF-8.</param>
    /// <param name="sourceName">Where it comes from, for messages: a path or a resource name.</param>
    /// <inheritdoc cref="Read(Stream, string)"/>
    public static BundleManifest Read(ReadOnlySpan<byte> utf8Json, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(sourceName);
        BundleManifest manifest = Parse(utf8Json, sourceName, BundleManifest.CurrentFormat, BundleManifestJson.Manifest);
        ThrowIfInvalid(BundleManifestValidator.Violations(manifest), sourceName);
        return manifest;
    }

    /// <summary>Reads and checks the manifest of a segmenter.</summary>
    /// <param name="stream">The JSON text from the current position to the end; stays open.</param>
    /// <param name="sourceName">Where it comes from, for messages: a path or a resource name.</param>
    /// <exception cref="BundleException">The text is too long, is not JSON, is of another format, or breaks rules.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SegmentationManifest ReadSegmentation(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sourceName);
        SegmentationManifest manifest = Parse(
            ReadAll(stream, sourceName), sourceName, SegmentationManifest.CurrentFormat, BundleManifestJson.Segmentation);
        ThrowIfInvalid(BundleManifestValidator.Violations(manifest), sourceName);
        return manifest;
    }

    private static SortedDictionary<string, StageSpec> Sorted(IReadOnlyDictionary<string, StageSpec> stages)
    {
        var sorted = new SortedDictionary<string, StageSpec>(StringComparer.Ordinal);
        foreach ((string name, StageSpec stage) in stages)
        {
            sorted.Add(name, stage);
        }

        return sorted;
    }

    private static void Write<T>(T manifest, JsonTypeInfo<T> type, string name, Stream stream)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(manifest, type);
        if (json.Length >= BundleLimits.ManifestBytes)
        {
            throw TooLarge(name);
        }

        stream.Write(json);
        stream.WriteByte((byte)'\n');
    }

    private static ReadOnlySpan<byte> ReadAll(Stream stream, string sourceName)
    {
        var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > BundleLimits.ManifestBytes)
            {
                throw TooLarge(sourceName);
            }

            content.Write(buffer, 0, read);
        }

        return content.GetBuffer().AsSpan(0, (int)content.Length);
    }

    private static T Parse<T>(ReadOnlySpan<byte> utf8Json, string sourceName, string expectedFormat, JsonTypeInfo<T> type)
        where T : class
    {
        if (utf8Json.Length > BundleLimits.ManifestBytes)
        {
            throw TooLarge(sourceName);
        }

        if (utf8Json.StartsWith("\uFEFF"u8))
        {
            utf8Json = utf8Json[3..];
        }

        try
        {
            ThrowIfOtherFormat(utf8Json, sourceName, expectedFormat);
            return JsonSerializer.Deserialize(utf8Json, type) ?? throw new JsonException("The text is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // The last two stand for text that is no valid UTF-8 and for a transform without its name.
            string known = e.Message.Contains("$.preprocessing.", StringComparison.Ordinal)
                ? $" Known transforms are {string.Join(", ", BundleManifestJson.TransformNames)}."
                : "";
            throw new BundleException($"{sourceName} is not a valid bundle manifest: {MessageText.OneLine(e.Message)}{known} Please {Remedy}.", e);
        }
    }

    /// <summary>Tells another format apart before its unknown members are complained about.</summary>
    private static void ThrowIfOtherFormat(ReadOnlySpan<byte> utf8Json, string sourceName, string expected)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = BundleManifestJson.MaxDepth });
        bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isFormat = reader.ValueTextEquals("format"u8);
            reader.Read();
            if (isFormat)
            {
                string? format = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                if (format != expected)
                {
                    if (format is BundleManifest.CurrentFormat or SegmentationManifest.CurrentFormat)
                    {
                        (string kind, string wanted) = format == SegmentationManifest.CurrentFormat
                            ? ("a segmenter, which OnnxSegmenter opens", "a model for reconstruction")
                            : ("a model for reconstruction, which ModelBundle opens", "a segmenter");
                        throw new BundleException($"{sourceName} has format '{format}', expected '{expected}': it is {kind}; give the bundle of {wanted}.");
                    }

                    throw new BundleException(
                        $"{sourceName} has {(format is null ? "no format" : $"format {MessageText.Quote(format)}")}, this version reads '{expected}': {Remedy} with a matching version.");
                }

                return;
            }

            reader.Skip();
        }
    }

    private static void ThrowIfInvalid(IReadOnlyList<string> violations, string sourceName)
    {
        if (violations.Count > 0)
        {
            string more = violations.Count > MaxNamed ? $"; and {violations.Count - MaxNamed} more" : "";
            throw new BundleException(
                $"{MessageText.OneLine(sourceName)} breaks the bundle format: {string.Join("; ", violations.Take(MaxNamed))}{more}. Please {Remedy}.");
        }
    }

    private static BundleException TooLarge(string sourceName) =>
        new($"{MessageText.OneLine(sourceName)} is longer than {BundleLimits.ManifestBytes} bytes, which no bundle manifest is: {Remedy}.");
}
