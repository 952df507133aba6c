using System.Text;
using Microsoft.ML.Tokenizers;
using Sam3D.Text;

namespace Sam3D;

/// <summary>
/// The tokenizer of SAM 3's text prompts (official <c>SimpleTokenizer</c>, the byte-pair encoding of CLIP): a cleaned prompt becomes <see cref="ContextLength"/> token ids.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PromptTokenizer
{
    /// <summary>Ids of a prompt.</summary>
    public const int ContextLength = 32;

    /// <summary>The id of the token in front of a prompt.</summary>
    public const int Start = 49406;

    /// <summary>The id of the token behind a prompt.</summary>
    public const int End = 49407;

    private const string EndOfWord = "</w>";
    private static readonly string[] Special = ["<start_of_text>", "<end_of_text>"];

    private static readonly string[] CharacterOf = [.. ByteTokens.All.OrderBy(b => b.Byte).Select(b => b.Character)];

    private readonly BpeTokenizer _bpe;

    private PromptTokenizer(BpeTokenizer bpe) => _bpe = bpe;

    /// <summary>Opens the tokenizer of a list of merges.</summary>
    /// <param name="path">See <see cref="MergeList"/>.</param>
    /// <exception cref="BundleException">The file is missing or no such list.</exception>
    public static PromptTokenizer Open(string path)
    {
        IReadOnlyList<(string Left, string Right)> merges = MergeList.Read(path);
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        IEnumerable<string> tokens =
        [
            .. ByteTokens.All.Select(b => b.Character), .. ByteTokens.All.Select(b => b.Character + EndOfWord), .. merges.Select(m => m.Left + m.Right), .. Special,
        ];
        int id = 0;
        foreach (string token in tokens)
        {
            vocabulary[token] = id++;
        }

        foreach ((string left, string right) in merges)
        {
            if (!vocabulary.ContainsKey(left) || !vocabulary.ContainsKey(right))
            {
                throw new BundleException($"{Path.GetFileName(path)} merges '{left}' and '{right}', which are no tokens; fetch the file again.");
            }
        }

        return new PromptTokenizer(BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = merges.Select(m => $"{m.Left} {m.Right}"),
            EndOfWordSuffix = EndOfWord,
            ByteLevel = false,
        }));
    }

    /// <summary>Encodes a prompt: start, tokens, end, then zeros. What does not fit is cut off.</summary>
    /// <param name="prompt">Text as the user wrote it.</param>
    /// <returns><see cref="ContextLength"/> ids.</returns>
    public int[] Encode(string prompt)
    {
        int[] ids = new int[ContextLength];
        IReadOnlyList<int> tokens = Tokens(prompt);
        int count = Math.Min(tokens.Count, ContextLength - 2);
        ids[0] = Start;
        for (int i = 0; i < count; i++)
        {
            ids[i + 1] = tokens[i];
        }

        ids[count + 1] = End;
        return ids;
    }

    /// <summary>The tokens of a prompt, without start and end.</summary>
    public IReadOnlyList<int> Tokens(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var ids = new List<int>();
        foreach (string piece in PromptPieces.Split(PromptText.Clean(prompt), Special))
        {
            int special = Array.IndexOf(Special, piece);
            if (special >= 0)
            {
                ids.Add(Start + special);
                continue;
            }

            string bytes = string.Concat(Encoding.UTF8.GetBytes(piece).Select(b => CharacterOf[b]));
            ids.AddRange(_bpe.EncodeToIds(bytes, considerPreTokenization: false, considerNormalization: false));
        }

        return ids;
    }
}
