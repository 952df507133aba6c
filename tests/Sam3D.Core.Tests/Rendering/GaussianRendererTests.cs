using System.Numerics;
using Sam3D.Core.Tests.Gaussians;
using Sam3D.Gaussians;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class GaussianRendererTests
{
    private static readonly Vector3 Background = new(0.25f, 0.5f, 1f);

    [Fact]
    public void A_few_Gaussians_are_what_the_formula_says()
    {
        GaussianCloud cloud = Visible(1, 6);
        const int width = 40, height = 30;
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Azimuth = 33, Elevation = 20, Distance = 1.5f }.Place([], width, height);
        Vector3[] picture = Draw(cloud, pose, camera, width, height), formula = Formula(cloud, pose, camera, width, height);
        Assert.Contains(formula, c => Vector3.Distance(c, Background) > 0.1f);
        Assert.All(formula.Zip(picture), p => Assert.InRange(Vector3.Distance(p.First, p.Second), 0, 1e-4f));
    }

    [Theory]
    [InlineData(1, 300, 71, 45, 1.5f)]
    [InlineData(2, 2000, 33, 64, 2f)]
    [InlineData(3, 50, 200, 17, 0.3f)]
    [InlineData(4, 1, 1, 1, 2f)]
    public void The_picture_is_that_of_the_plain_loop(int seed, int count, int width, int height, float distance)
    {
        GaussianCloud cloud = Visible(seed, count);
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Azimuth = 70, Elevation = -10, Distance = distance }.Place([], width, height);
        Vector3[] expected = GaussianRenderer.Reference(cloud, pose, camera, width, height, Background);
        Vector3[] actual = Draw(cloud, pose, camera, width, height);
        float error = expected.Zip(actual).Max(p => Vector3.Distance(p.First, p.Second));
        TestContext.Current.TestOutputHelper!.WriteLine($"{count} Gaussians, {width}×{height}: largest difference {error:0.0e0}");
        Assert.InRange(error, 0, 1e-5f);
    }

    [Fact]
    public void What_cannot_be_drawn_is_left_out()
    {
        const float far = 1.8f; // towards the camera, which is at 2 on the −y axis
        float[] up = [1, 0, 0, 0];
        GaussianCloud[] clouds =
        [
            RandomClouds.Single([0, -far - 1, 0], [9, 9, 9], [0.1f, 0.1f, 0.1f], up, 9), // behind the camera
            RandomClouds.Single([0, -2, 0], [9, 9, 9], [0.1f, 0.1f, 0.1f], up, 9), // in it
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [0.1f, 0.1f, 0.1f], up, -5.6f), // opacity below 1/255
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [0, 0.1f, 0], up, 9), // a line without width
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [0, 0, 0], up, 9), // a point
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [1, 1, 1], [0, 0, 0, 0], 9), // no rotation at all
            RandomClouds.Single([float.NaN, 0, 0], [9, 9, 9], [1, 1, 1], up, 9),
            RandomClouds.Single([float.MaxValue, 0, float.MaxValue], [9, 9, 9], [1, 1, 1], up, 9),
            RandomClouds.Single([0, 0, 0], [float.NaN, 0, 0], [1, 1, 1], up, 9),
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [1e30f, 1e30f, 1e30f], up, 9),
            RandomClouds.Single([0, 0, 0], [9, 9, 9], [float.NaN, 1, 1], up, 9),
            RandomClouds.Single([5, 0, 0], [9, 9, 9], [0.1f, 0.1f, 0.1f], up, 9), // beside the picture
            RandomClouds.None,
        ];
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Distance = 2 }.Place([], 32, 32);
        Assert.All(clouds, cloud => Assert.All(Draw(cloud, pose, camera, 32, 32), c => Assert.Equal(Background, c)));
        GaussianCloud seen = RandomClouds.Single([0, 0, 0], [9, 9, 9], [0.1f, 0.1f, 0.1f], up, 9);
        Assert.Contains(Draw(seen, pose, camera, 32, 32), c => c != Background);
    }

    [Fact]
    public void The_nearer_one_covers_the_farther_one_in_any_order()
    {
        float[] red = [1, -2, -2], blue = [-2, -2, 1];
        GaussianCloud Pair(bool nearFirst) => new(
            PlainGaussians.Activations,
            nearFirst ? [0, -0.3f, 0, 0, 0.3f, 0] : [0, 0.3f, 0, 0, -0.3f, 0],
            nearFirst ? [.. red, .. blue] : [.. blue, .. red],
            [-1, -1, -1, -1, -1, -1],
            new float[8],
            [20, 20]);
        RgbImage first = GaussianRenderer.Render(Pair(true)), second = GaussianRenderer.Render(Pair(false));
        Assert.True(first.Pixels.SequenceEqual(second.Pixels));
        ReadOnlySpan<byte> middle = first.Pixels.Slice(3 * ((256 * 512) + 256), 3);
        Assert.True(middle[0] > 190 && middle[2] < 10, $"{middle[0]} {middle[1]} {middle[2]}");
    }

    [Fact]
    public void Left_right_up_and_down_are_those_of_meshes()
    {
        // Seen from the front, object x is to the right; a red Gaussian there, a green one above.
        var cloud = new GaussianCloud(
            PlainGaussians.Activations, [0.4f, 0, 0, 0, 0, 0.4f], [1, -2, -2, -2, 1, -2], [-3, -3, -3, -3, -3, -3], new float[8], [9, 9]);
        RgbImage image = GaussianRenderer.Render(cloud, new RenderOptions { Width = 60, Height = 60, Camera = new OrbitCamera { Target = Vector3.Zero } });
        (Vector2 red, Vector2 green) = (Middle(image, 0), Middle(image, 1));
        Assert.InRange(red.X, 35, 60);
        Assert.InRange(red.Y, 28, 32);
        Assert.InRange(green.X, 28, 32);
        Assert.InRange(green.Y, 0, 25);

        static Vector2 Middle(RgbImage image, int channel)
        {
            var sum = Vector3.Zero;
            for (int i = 0; i < image.Width * image.Height; i++)
            {
                int value = image.Pixels[(3 * i) + channel] - image.Pixels[(3 * i) + 2];
                sum += Math.Max(0, value) * new Vector3((i % image.Width) + 0.5f, (i / image.Width) + 0.5f, 1);
            }

            return new Vector2(sum.X, sum.Y) / sum.Z;
        }
    }

    [Theory]
    [InlineData(0.002f)]
    [InlineData(0.005f)]
    [InlineData(0.02f)]
    public void The_pixel_filter_keeps_the_sum_of_light(float scale)
    {
        const int steps = 5;
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Distance = 2 }.Place([], 128, 128);
        float pixel = 2 / (camera.FocalX * 128);
        double light = 0;
        for (int n = 0; n < steps * steps; n++)
        {
            // Wherever in its pixel the centre lies, on average.
            float[] position = [n % steps * pixel / steps, 0, n / steps * pixel / steps];
            GaussianCloud cloud = RandomClouds.Single(position, [1, 1, 1], [scale, scale, scale], [1, 0, 0, 0], 3);
            light += Draw(cloud, pose, camera, 128, 128, Vector3.Zero).Sum(c => c.X) / (steps * steps);
        }

        double expected = 1 / (1 + Math.Exp(-3)) * 2 * Math.PI * Math.Pow(scale / pixel, 2) * (0.5 + PlainGaussians.ColorOfCoefficient);
        TestContext.Current.TestOutputHelper!.WriteLine($"{scale / pixel:0.00} pixels: {light / expected:P1} of the light");
        Assert.InRange(light / expected, 0.97, 1.001); // what lies below 1/255 is missing
    }

    [Fact]
    public void Memory_does_not_follow_the_size_of_the_Gaussians()
    {
        const int count = 5_000;
        GaussianCloud random = RandomClouds.Create(5, count);
        float[] scales = [.. random.RawScales.ToArray().Select(_ => 6f)]; // every one covers the picture
        var cloud = new GaussianCloud(
            random.Activations, random.RawPositions.ToArray(), random.RawColors.ToArray(), scales, random.RawRotations.ToArray(), random.RawOpacities.ToArray());
        var options = new RenderOptions { Width = 256, Height = 64 };
        RgbImage first = GaussianRenderer.Render(cloud, options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage second = GaussianRenderer.Render(cloud, options);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, (200 * count) + 500_000);
        Assert.True(first.Pixels.SequenceEqual(second.Pixels));
    }

    [Fact]
    public void Bad_options_are_named() => Assert.Throws<ArgumentException>(
        () => GaussianRenderer.Render(RandomClouds.None, new RenderOptions { Width = 5000 }));

    /// <summary>From needles to clouds, most of them opaque.</summary>
    private static GaussianCloud Visible(int seed, int count)
    {
        GaussianCloud random = RandomClouds.Create(seed, count);
        var numbers = new Random(seed);
        return new GaussianCloud(
            random.Activations,
            [.. random.RawPositions.ToArray().Select(p => (p + 1) / 2)],
            random.RawColors.ToArray(),
            [.. random.RawScales.ToArray().Select(_ => (float)((numbers.NextDouble() * 6) - 0.5))],
            random.RawRotations.ToArray(),
            [.. random.RawOpacities.ToArray().Select(o => (8 * o) + 2)]);
    }

    private static Vector3[] Draw(
        GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height, Vector3? background = null)
    {
        var picture = new Vector3[width * height];
        GaussianRenderer.Draw(cloud, pose, camera, width, height, background ?? Background, (pixel, color) => picture[pixel] = color);
        return picture;
    }

    /// <summary>J Σ Jᵀ + 0.1, its inverse, and the sum over the sorted Gaussians, in double precision and with matrices written out.</summary>
    private static Vector3[] Formula(GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        double fx = camera.FocalX * width, fy = camera.FocalY * height;
        var picture = new Vector3[width * height];
        for (int pixel = 0; pixel < picture.Length; pixel++)
        {
            double through = 1;
            Vector3 sum = Vector3.Zero;
            foreach (int i in Enumerable.Range(0, cloud.Count).OrderBy(i => pose.Apply(cloud.Position(i)).Z))
            {
                Vector3 p = pose.Apply(cloud.Position(i));
                Matrix4x4 axes = Matrix4x4.CreateScale(cloud.Scale(i)) * Matrix4x4.CreateFromQuaternion(cloud.Rotation(i))
                    * Matrix4x4.CreateFromQuaternion(pose.Rotation) * Matrix4x4.CreateScale(pose.Scale);
                Matrix4x4 sigma = Matrix4x4.Transpose(axes) * axes;
                double[] jx = [-fx / p.Z, 0, fx * p.X / (p.Z * p.Z)], jy = [0, -fy / p.Z, fy * p.Y / (p.Z * p.Z)];
                double Form(double[] u, double[] v) => Enumerable.Range(0, 9).Sum(n => u[n / 3] * sigma[n / 3, n % 3] * v[n % 3]);
                double a = Form(jx, jx), b = Form(jx, jy), c = Form(jy, jy);
                double before = (a * c) - (b * b), determinant = ((a + 0.1) * (c + 0.1)) - (b * b);
                double dx = (pixel % width) + 0.5 - ((camera.CenterX * width) - (fx * p.X / p.Z));
                double dy = (pixel / width) + 0.5 - ((camera.CenterY * height) - (fy * p.Y / p.Z));
                double exponent = 0.5 * (((c + 0.1) * dx * dx) - (2 * b * dx * dy) + ((a + 0.1) * dy * dy)) / determinant;
                double alpha = cloud.Opacity(i) * Math.Sqrt(before / determinant) * Math.Exp(-exponent);
                if (alpha >= 1 / 255.0)
                {
                    alpha = Math.Min(0.99, alpha);
                    var color = new Vector3(0.5f) + (0.28209479f * new Vector3(cloud.RawColors.Slice(3 * i, 3)));
                    sum += (float)(through * alpha) * color;
                    through *= 1 - alpha;
                }
            }

            picture[pixel] = sum + ((float)through * Background);
        }

        return picture;
    }
}
