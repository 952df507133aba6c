using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Sam3D.Cli.Segmentation;

namespace Sam3D.Cli.Commands;

/// <summary>The options that say what to look for in a photograph, and with which segmenter.</summary>
internal sealed class PromptArguments
{
    private const int MaxPointsPerSide = 256;

    private readonly Option<PointPrompt[]> _points = new("--point")
    {
        HelpName = "X,Y[,0|1]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => Each<PointPrompt>(result, "--point", "x,y or x,y,1 for a click on the object, x,y,0 for one beside it, in pixels", Point),
    };

    private readonly Option<BoxPrompt[]> _boxes = new("--box")
    {
        Description = "A box around an object, in pixels: its upper left and lower right corner. Give it several times for several objects.",
        HelpName = "X0,Y0,X1,Y1",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => Each<BoxPrompt>(result, "--box", "x0,y0,x1,y1 in pixels", numbers => numbers is [var left, var top, var right, var bottom]
            ? new BoxPrompt(new Vector2(left, top), new Vector2(right, bottom))
            : null),
    };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "What to find, as a noun phrase in English, for example \"yellow mug\". It needs a bundle of SAM 3.",
        HelpName = "PHRASE",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<string?> _mask = CheckedOptions.Path("--mask", "MASK", "A rough mask of the photograph's size to make better; clicks and a box may correct it.", "-m");
    private readonly Option<bool> _everything = new("--everything") { Description = "Everything: clicks on a grid over the whole picture." };
    private readonly Option<int?> _pointsPerSide = CheckedOptions.Number(
        "--points-per-side", "N", $"With --everything: clicks along each side, 1 to {MaxPointsPerSide}. Default: 32, 8 with the embedded segmenter.", 1, MaxPointsPerSide);

    private readonly Option<int?> _cropLayers = CheckedOptions.Number(
        "--crop-layers", "N", "With --everything: look once more at 4, 16, … parts of the picture, 0 to 4 times. Default 0.", 0, 4);

    private readonly Option<int?> _leastArea = CheckedOptions.Number(
        "--min-area", "PIXELS", "With --everything: holes and islands of fewer pixels go. Default: a ten-thousandth of the picture.", 0, int.MaxValue);

    private readonly Option<string?> _model = CheckedOptions.Path(
        "--model", "BUNDLE|ENCODER.onnx",
        "The segmenter: a bundle that 'sam3d convert' made of SAM, MobileSAM, SAM 2 or SAM 3, or the image encoder of a public ONNX export. Default: the embedded one.");

    private readonly Option<string?> _decoder = CheckedOptions.Path(
        "--decoder", "DECODER.onnx", "With an ONNX file as --model: its mask decoder. Default: the file beside it whose name has 'decoder' for 'encoder'.");

    /// <summary>Makes the options.</summary>
    /// <param name="pointsMeaning">What several clicks mean to the command.</param>
    public PromptArguments(string pointsMeaning) => _points.Description = pointsMeaning;

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_points, _boxes, _text, _mask, _everything, _pointsPerSide, _cropLayers, _leastArea, _model, _decoder])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What they say.</summary>
    /// <exception cref="UsageException">There is nothing to look for, or the options contradict each other.</exception>
    public PromptRequest Of(ParseResult parsed)
    {
        var request = new PromptRequest
        {
            Points = parsed.GetValue(_points) ?? [],
            Boxes = parsed.GetValue(_boxes) ?? [],
            Text = parsed.GetValue(_text),
            Mask = parsed.GetValue(_mask),
            Everything = parsed.GetValue(_everything),
            PointsPerSide = parsed.GetValue(_pointsPerSide),
            CropLayers = parsed.GetValue(_cropLayers),
            LeastArea = parsed.GetValue(_leastArea),
            Model = parsed.GetValue(_model),
            Decoder = parsed.GetValue(_decoder),
        };
        request.ThrowIfUnusable();
        return request;
    }

    private static PointPrompt? Point(float[] numbers) => numbers switch
    {
        [var x, var y] => new PointPrompt(new Vector2(x, y)),
        [var x, var y, 0 or 1] => new PointPrompt(new Vector2(x, y), numbers[2] == 1),
        _ => null,
    };

    private static T[] Each<T>(ArgumentResult result, string name, string expected, Func<float[], T?> read)
        where T : struct
    {
        var values = new List<T>();
        foreach (string text in result.Tokens.Select(t => t.Value))
        {
            string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
            float[] numbers =
                [.. parts.Select(p => float.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number : float.NaN)];
            if (numbers.Any(float.IsNaN) || read(numbers) is not { } value)
            {
                result.AddError($"{name} is '{text}', expected {expected}.");
                return [];
            }

            values.Add(value);
        }

        return [.. values];
    }
}
