using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>
/// What picture backbones made of the last pictures. Both stages of a model look at the same pictures through the same frozen backbone, and objects of one
/// photograph share the whole picture: each is encoded once.
/// </summary>
/// <remarks>Safe for concurrent calls. Holds the features and the pictures of the last <see cref="Capacity"/> calls.</remarks>
internal sealed class BackboneFeatures
{
    /// <summary>Pictures that are remembered: the crop and the whole picture with their masks, of two objects.</summary>
    internal const int Capacity = 8;

    private readonly LinkedList<Entry> _entries = [];
    private readonly Lock _access = new();
    private int _runs;

    /// <summary>Number of pictures that passed a backbone so far.</summary>
    internal int Runs => Volatile.Read(ref _runs);

    /// <summary>Encodes pictures with one backbone; those that it saw lately are not encoded again.</summary>
    /// <param name="leases">Holds the backbones that had to run, until the caller has no more pictures for them.</param>
    /// <param name="backbone">A stage as <see cref="ConditionEncoderSpec.Backbone"/> names it.</param>
    /// <param name="pictures">The pictures, all of one size.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Features of each picture, and their sizes [1, tokens, channels].</returns>
    public (float[][] Features, long[] Shape) Encode(
        StageLeases leases, string backbone, IReadOnlyList<PictureTensor> pictures, CancellationToken cancellationToken)
    {
        var results = new Entry[pictures.Count];
        for (int i = 0; i < pictures.Count; i++)
        {
            results[i] = Find(backbone, pictures[i]) ?? Run(leases.Get(backbone, cancellationToken), backbone, pictures[i], cancellationToken);
        }

        return ([.. results.Select(r => r.Features)], results[0].Shape);
    }

    private Entry? Find(string backbone, PictureTensor picture)
    {
        lock (_access)
        {
            for (LinkedListNode<Entry>? node = _entries.First; node is not null; node = node.Next)
            {
                PictureTensor other = node.Value.Picture;
                if (node.Value.Backbone == backbone && other.Channels == picture.Channels && other.Width == picture.Width
                    && other.Values.AsSpan().SequenceEqual(picture.Values))
                {
                    _entries.Remove(node);
                    _entries.AddFirst(node);
                    return node.Value;
                }
            }

            return null;
        }
    }

    private Entry Run(GraphSession session, string backbone, PictureTensor picture, CancellationToken cancellationToken)
    {
        NamedTensor output = session.Run(
            [new NamedTensor("picture", picture.Values, 1, picture.Channels, picture.Height, picture.Width)], cancellationToken)["features"];
        Interlocked.Increment(ref _runs);
        var entry = new Entry(backbone, picture, output.Values.ToArray(), output.Shape);
        lock (_access)
        {
            _entries.AddFirst(entry);
            if (_entries.Count > Capacity)
            {
                _entries.RemoveLast();
            }
        }

        return entry;
    }

    private sealed record Entry(string Backbone, PictureTensor Picture, float[] Features, long[] Shape);
}
