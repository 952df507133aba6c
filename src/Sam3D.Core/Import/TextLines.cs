using System.Globalization;
using System.Text;

namespace Sam3D.Import;

/// <summary>The lines of a text file as words.</summary>
internal static class TextLines
{
    /// <summary>The lines without comments and empty ones; a backslash at the end continues a line.</summary>
    public static IEnumerable<(int Number, string Line)> Of(string path, byte[] bytes, MeshReadOptions options)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        string kept = "";
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (kept.Length + line.Length > options.MaxLineLength)
            {
                throw MeshBuilder.Error(path, $"line {number:N0} is longer than {options.MaxLineLength:N0} characters; export it again or raise MeshReadOptions.MaxLineLength");
            }

            if (line.EndsWith('\\'))
            {
                kept += line[..^1] + " ";
                continue;
            }

            line = (kept + line).Trim();
            kept = "";
            if (line.Length > 0 && line[0] != '#')
            {
                yield return (number, line);
            }
        }
    }

    /// <summary>Splits a line at blanks.</summary>
    public static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A number of a line.</summary>
    public static float Number(string path, int line, string word) =>
        float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            ? value
            : throw MeshBuilder.Error(path, $"line {line:N0} has {MessageText.Quote(word)}, expected a number; export it again");
}
