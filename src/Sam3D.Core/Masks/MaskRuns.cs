using System.Text;

namespace Sam3D.Masks;

/// <summary>
/// A mask as lengths of runs, in the form of COCO: column by column from the upper left corner, beginning with the pixels outside of the object, of which there may be none.
/// </summary>
public sealed class MaskRuns
{
    private const int Digit = 5, Continues = 0x20, Sign = 0x10, FirstCharacter = 48;

    private readonly int[] _counts;

    private MaskRuns(int width, int height, int[] counts) => (Width, Height, _counts) = (width, height, counts);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Lengths of the runs, outside and inside in turns; COCO's uncompressed <c>counts</c>.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Pixels of the object.</summary>
    public int Area => _counts.Where((_, i) => i % 2 == 1).Sum();

    /// <summary>Encodes a mask.</summary>
    /// <param name="mask">The mask.</param>
    public static MaskRuns Of(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var counts = new List<int>();
        bool inside = false;
        int run = 0;
        for (int x = 0; x < mask.Width; x++)
        {
            for (int y = 0; y < mask.Height; y++)
            {
                if (mask[x, y] != inside)
                {
                    counts.Add(run);
                    (inside, run) = (!inside, 0);
                }

                run++;
            }
        }

        counts.Add(run);
        return new MaskRuns(mask.Width, mask.Height, [.. counts]);
    }

    /// <summary>Takes lengths of runs.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="counts">Lengths of the runs, the first one outside of the object.</param>
    /// <exception cref="MaskException">A length is negative, or they do not add up to the mask's pixels.</exception>
    public static MaskRuns FromCounts(int width, int height, IReadOnlyList<int> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(counts);
        long sum = 0, pixels = (long)width * height;
        for (int i = 0; i < counts.Count; i++)
        {
            sum += counts[i];
            if (counts[i] < 0 || sum > pixels)
            {
                throw new MaskException($"Run {i} of a run-length coded mask has {counts[i]} pixels and the runs until there {sum}, expected 0 or more and at most {width}×{height}: give the mask's own size.");
            }
        }

        return sum == pixels
            ? new MaskRuns(width, height, [.. counts])
            : throw new MaskException($"The runs of a run-length coded mask have {sum} pixels, expected {width}×{height}: give the mask's own size.");
    }

    /// <summary>Reads COCO's compressed text.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="text">The text; characters from <c>'0'</c> to <c>'o'</c>.</param>
    /// <exception cref="MaskException">It is no such text, or not of this size.</exception>
    public static MaskRuns Parse(int width, int height, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var counts = new List<int>();
        for (int at = 0; at < text.Length;)
        {
            long value = 0;
            for (int shift = 0; ; shift += Digit)
            {
                int digit = at < text.Length ? text[at] - FirstCharacter : -1;
                if (digit is < 0 or > 63 || shift > 30)
                {
                    throw new MaskException($"The text of a run-length coded mask is wrong at character {at}, expected characters from '0' to 'o' that end with a whole number: give COCO's compressed counts.");
                }

                at++;
                value |= (long)(digit & 0x1F) << shift;
                if ((digit & Continues) == 0)
                {
                    value |= (digit & Sign) != 0 ? -1L << (shift + Digit) : 0;
                    break;
                }
            }

            // From the fourth on, runs are stored as differences to the last of their kind.
            value += counts.Count > 2 ? counts[^2] : 0;
            counts.Add(value is >= 0 and <= int.MaxValue
                ? (int)value
                : throw new MaskException($"Run {counts.Count} of a run-length coded mask has {value} pixels, expected 0 or more: give COCO's compressed counts."));
        }

        return FromCounts(width, height, counts);
    }

    /// <summary>Writes COCO's compressed text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _counts.Length; i++)
        {
            int value = i > 2 ? _counts[i] - _counts[i - 2] : _counts[i];
            for (bool more = true; more;)
            {
                int digit = value & 0x1F;
                value >>= Digit;
                more = (digit & Sign) != 0 ? value != -1 : value != 0;
                text.Append((char)(FirstCharacter + digit + (more ? Continues : 0)));
            }
        }

        return text.ToString();
    }

    /// <summary>Decodes the mask.</summary>
    public Mask ToMask()
    {
        byte[] values = new byte[Width * Height];
        int at = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            for (int end = at + _counts[i]; at < end; at++)
            {
                values[(at % Height * Width) + (at / Height)] = (i & 1) != 0 ? byte.MaxValue : (byte)0;
            }
        }

        return new Mask(Width, Height, values);
    }
}
