using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Sam3D.Cli.Tracking;

/// <summary>
/// What a prompt of the command line says: <c>[OBJECT][@FRAME]:VALUE</c>, where object 1 and frame 0 may be left out. <c>512,300</c>, <c>2:512,300</c>, <c>2@10:512,300</c> and
/// <c>@10:512,300</c> are clicks.
/// </summary>
/// <param name="Object">Number of the object.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Value">The rest.</param>
internal sealed partial record TrackPrompt(int Object, int Frame, string Value)
{
    /// <summary>Takes a text apart; <see langword="null"/> where a number is too large.</summary>
    public static TrackPrompt? Parse(string text)
    {
        Match match = Prefix().Match(text);
        if (!match.Success)
        {
            return new TrackPrompt(1, 0, text);
        }

        return Whole(match.Groups["object"], 1) is { } id && Whole(match.Groups["frame"], 0) is { } frame
            ? new TrackPrompt(id, frame, text[match.Length..])
            : null;
    }

    /// <summary>The value as so many numbers; <see langword="null"/> where it is none.</summary>
    public float[]? Numbers(int count)
    {
        string[] parts = Value.Split(',', StringSplitOptions.TrimEntries);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            if (parts.Length != count || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>A click: x and y, and 0 where it is beside the object.</summary>
    public PointPrompt? Point() => (Numbers(3) ?? Numbers(2)) switch
    {
        [var x, var y] => new PointPrompt(new Vector2(x, y)),
        [var x, var y, 0 or 1] three => new PointPrompt(new Vector2(x, y), three[2] == 1),
        _ => null,
    };

    /// <summary>A box.</summary>
    public BoxPrompt? Box() => Numbers(4) is { } b ? new BoxPrompt(new Vector2(b[0], b[1]), new Vector2(b[2], b[3])) : null;

    private static int? Whole(Group group, int otherwise) =>
        !group.Success || group.Length == 0 ? otherwise : int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(@"^(?<object>[0-9]*)(@(?<frame>[0-9]+))?:(?![\\/])")]
    private static partial Regex Prefix();
}
