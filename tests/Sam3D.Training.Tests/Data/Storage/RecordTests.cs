using Sam3D.Training.Data;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Storage;

public sealed class RecordTests
{
    private static readonly TrainingSample Sample = new SampleFactory(
        new DataOptions { Seed = 3, ImageSize = 48, MeshResolution = 48, Resolution = 16, SurfacePoints = 100, FineDistances = true }).Create(7);

    [Fact]
    public void ReadsWhatWasWritten()
    {
        byte[] record = RecordWriter.Write(Sample);
        TrainingSample read = RecordReader.Read(record, "here");
        Assert.Equal(7, read.Id);
        Assert.Equal(Sample.Family, read.Family);
        Assert.Equal(Sample.Symmetry, read.Symmetry);
        Assert.Equal(Sample.Camera, read.Camera);
        Assert.Equal(Sample.Pose, read.Pose);
        Assert.Equal(Sample.Image.Pixels.ToArray(), read.Image.Pixels.ToArray());
        Assert.Equal(Sample.Mask.Values.ToArray(), read.Mask.Values.ToArray());
        Assert.Equal(Sample.PointMap.Points.ToArray(), read.PointMap.Points.ToArray());
        Assert.Equal(Sample.Voxels.Occupancy, read.Voxels.Occupancy);
        Assert.Equal(Sample.Voxels.Surface.Indices.ToArray(), read.Voxels.Surface.Indices.ToArray());
        Assert.Equal(Sample.Voxels.Colors, read.Voxels.Colors);
        Assert.Equal(Sample.Voxels.Normals, read.Voxels.Normals);
        Assert.Equal(Sample.Voxels.Distances, read.Voxels.Distances);
        Assert.Equal(Sample.Voxels.Fine, read.Voxels.Fine);
        Assert.Equal(100, read.Surface!.Count);
        Assert.Equal(record, RecordWriter.Write(read));
    }

    [Fact]
    public void EveryTruncationIsRefusedInOneLine()
    {
        byte[] record = RecordWriter.Write(Sample);
        for (int length = 0; length < record.Length; length += Math.Max(1, record.Length / 200))
        {
            AssertRefused(record.AsSpan(0, length).ToArray());
        }
    }

    [Fact]
    public void DamageIsReadOrRefusedInOneLine()
    {
        byte[] record = RecordWriter.Write(Sample);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. record];
            damaged[i * record.Length / 300] ^= (byte)(1 << (i % 8));
            try
            {
                RecordReader.Read(damaged, "here");
            }
            catch (TrainingDataException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.True(refused > 30);
    }

    [Fact]
    public void HugeSizesAreRefusedBeforeMemoryIsTaken()
    {
        byte[] record = RecordWriter.Write(Sample);
        record[4 + 8 + 20] = 255; // surface points, in section INFO
        record[4 + 8 + 23] = 127;
        AssertRefused(record);
    }

    private static void AssertRefused(byte[] record)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => RecordReader.Read(record, "shard 3, sample 200"));
        Assert.Contains("shard 3, sample 200", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
