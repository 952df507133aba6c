namespace Sam3D.Evaluation;

/// <summary>Reads small files whole.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="EvaluationException">The file is missing, too large, or cannot be read.</exception>
    public static byte[] Read(string path, int maxBytes)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return []; // or a pipe, which would be waited for
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > maxBytes)
            {
                throw new EvaluationException($"{MessageText.OneLine(path)} has {stream.Length:N0} bytes, at most {maxBytes:N0} are read; split it.");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new EvaluationException($"{MessageText.OneLine(path)} cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}); check the path and its permissions.", e);
        }
    }
}
