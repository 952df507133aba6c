namespace Sam3D.ParityTests;

/// <summary>Points of a prompt as the decoder takes them: clicks, corners of boxes, and the point that stands for none.</summary>
internal sealed record SamPoints(int Batch, int Count, float[] Coordinates, float[] Labels)
{
    public Tensor CoordinateTensor => new([Batch, Count, 2], Coordinates);

    public Tensor LabelTensor => new([Batch, Count], Labels);

    /// <summary>Joins clicks and boxes in the order of the official prompt encoder.</summary>
    public static SamPoints Create(Tensor? clicks, Tensor? labels, Tensor? boxes, bool isPadded)
    {
        int batch = (clicks ?? boxes)!.Shape[0], given = clicks?.Shape[1] ?? 0;
        var coordinates = new List<float>();
        var kinds = new List<float>();
        for (int b = 0; b < batch; b++)
        {
            for (int i = 0; i < given; i++)
            {
                coordinates.AddRange(clicks!.Values.AsSpan(2 * ((b * given) + i), 2));
                kinds.Add(labels!.Values[(b * given) + i]);
            }

            if (isPadded)
            {
                coordinates.AddRange([0, 0]);
                kinds.Add(-1);
            }

            if (boxes is not null)
            {
                coordinates.AddRange(boxes.Values.AsSpan(4 * b, 4));
                kinds.AddRange([2, 3]);
            }
        }

        return new SamPoints(batch, kinds.Count / batch, [.. coordinates], [.. kinds]);
    }

    /// <summary>The prompts of the official ONNX decoder's cases, which come complete.</summary>
    public static SamPoints OfOnnx(FixtureCase fixture, string prompt)
    {
        string prefix = prompt == "box" ? "box_" : "";
        Tensor coordinates = fixture[prefix + "point_coords"], labels = fixture[prefix + "point_labels"];
        return prompt == "one"
            ? new SamPoints(1, 2, [coordinates.Values[0], coordinates.Values[1], 0, 0], [labels.Values[0], -1])
            : new SamPoints(1, labels.Shape[1], coordinates.Values, labels.Values);
    }
}
