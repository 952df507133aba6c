namespace Sam3D.Conversion.Tests;

/// <summary>Reads whole checkpoints.</summary>
internal static class CheckpointReading
{
    /// <summary>Reads every tensor of a file, as values and as bytes.</summary>
    public static Dictionary<string, float[]> ReadAll(string path)
    {
        using ICheckpoint checkpoint = CheckpointFile.Open(path);
        var values = new Dictionary<string, float[]>();
        foreach ((string name, CheckpointTensor tensor) in checkpoint.Tensors)
        {
            values.Add(name, checkpoint.ReadSingle(name));
            Assert.Equal(tensor.ByteCount, ReadBytes(checkpoint, name).Length);
        }

        return values;
    }

    /// <summary>The raw bytes of a tensor, taken in pieces of odd length.</summary>
    public static byte[] ReadBytes(ICheckpoint checkpoint, string name)
    {
        using Stream stream = checkpoint.OpenRead(name);
        byte[] bytes = new byte[stream.Length];
        int done = 0;
        while (done < bytes.Length)
        {
            int read = stream.Read(bytes, done, Math.Min(7, bytes.Length - done));
            Assert.True(read > 0);
            done += read;
        }

        Assert.Equal(0, stream.Read(new byte[1], 0, 1));
        return bytes;
    }
}
