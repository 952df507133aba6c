using System.Globalization;

namespace Sam3D.Conversion;

/// <summary>Shapes of a SAM checkpoint by official names: what a configuration file would say follows from them.</summary>
/// <param name="checkpoint">The checkpoint, names without the state dict's own prefix.</param>
/// <param name="file">What to call it in messages.</param>
internal sealed class SamShapes(ICheckpoint checkpoint, string file)
{
    /// <summary>Whether a tensor is there.</summary>
    public bool Has(string name) => checkpoint.Tensors.ContainsKey(name);

    /// <summary>One size of a tensor.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has fewer axes.</exception>
    public int Size(string name, int axis)
    {
        if (!checkpoint.Tensors.TryGetValue(name, out CheckpointTensor? tensor))
        {
            throw new CheckpointException($"{file} has no tensor '{name}', which this kind of SAM checkpoint needs; fetch the file again.");
        }

        return axis < tensor.Shape.Count && tensor.Shape[axis] is >= 1 and <= int.MaxValue
            ? (int)tensor.Shape[axis]
            : throw new CheckpointException(
                $"{file}: tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], expected a size of at least 1 on axis {axis}; fetch the file again.");
    }

    /// <summary>Number of items of a list of modules.</summary>
    /// <param name="list">Name of the list.</param>
    /// <param name="member">A tensor of each item.</param>
    public int Count(string list, string member)
    {
        int count = 0;
        while (Has(string.Create(CultureInfo.InvariantCulture, $"{list}.{count}.{member}")))
        {
            count++;
        }

        return count;
    }

    /// <summary>An error about sizes that do not fit each other.</summary>
    public CheckpointException Refuse(string what) => new($"{file}: {what}; fetch the file again.");
}
