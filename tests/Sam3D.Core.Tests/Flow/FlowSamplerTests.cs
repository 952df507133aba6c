using Sam3D.Flow;
using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Flow;

public sealed class FlowSamplerTests
{
    public static TheoryData<string> Solvers => ["euler", "midpoint", "rk4"];

    [Theory]
    [InlineData("euler", 1.0)]
    [InlineData("midpoint", 2.0)]
    [InlineData("rk4", 4.0)]
    public void The_error_falls_with_the_order_of_the_solver(string solver, double order)
    {
        // x' = −4(x − cos 3t) − 3 sin 3t with x(0) = 2 has the solution exp(−4t) + cos 3t. It depends on t and x, so that a wrong stage shows.
        int[] steps = [6, 8, 12, 16, 24];
        double[] logH = [.. steps.Select(n => Math.Log(1.0 / n))];
        double[] logError = [.. steps.Select(n =>
        {
            float[] x = [2f];
            var options = new FlowSamplerOptions { Steps = n, RescaleT = 1, Solver = Solver(solver) };
            Sample(options, x, (t, state, c, _) => c[0] = (float)((-4 * (state[0] - Math.Cos(3 * t))) - (3 * Math.Sin(3 * t))));
            return Math.Log(Math.Abs(x[0] - Math.Exp(-4) - Math.Cos(3)));
        })];

        double slope = Slope(logH, logError);
        TestContext.Current.TestOutputHelper!.WriteLine($"{solver}: order {slope:F2}");
        Assert.Equal(order, slope, 0.25);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void A_constant_velocity_is_integrated_exactly_whatever_the_spacing(string solver)
    {
        float[] x = Normals(33, 0);
        float[] noise = [.. x];
        float[] data = Normals(33, 1);
        var options = new FlowSamplerOptions { Steps = 7, RescaleT = 3, Solver = Solver(solver) };
        Sample(options, x, (_, _, c, _) =>
        {
            for (int i = 0; i < c.Length; i++)
            {
                c[i] = data[i] - noise[i];
            }
        });
        Assert.All(data.Zip(x), p => Assert.Equal(p.First, p.Second, 2e-6f));
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Guidance_of_strength_0_equals_the_conditional_run(string solver)
    {
        float[] conditional = Run(new FlowSamplerOptions { Steps = 5, Solver = Solver(solver) });
        float[] guided = Run(new FlowSamplerOptions { Steps = 5, Solver = Solver(solver), Guidance = new GuidanceOptions(0f, 0, 1000) });
        Assert.Equal(conditional, guided);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void Guidance_combines_both_branches(string solver)
    {
        // With the velocities 2 and 1, strength 3 gives 4·2 − 3·1 = 5.
        float[] x = [1f, 2f, 3f];
        var options = new FlowSamplerOptions { Steps = 4, Solver = Solver(solver), Guidance = new GuidanceOptions(3f, 0, 1000) };
        Sample(options, x, (_, _, c, u) =>
        {
            c.Fill(2f);
            u.Fill(1f);
        });
        Assert.All(x.Zip([6f, 7f, 8f]), p => Assert.Equal(p.Second, p.First, 1e-5f));
    }

    [Fact]
    public void The_unconditional_branch_is_asked_for_in_the_interval_only()
    {
        var asked = new List<(double T, bool Guided)>();
        var options = new FlowSamplerOptions { Steps = 4, RescaleT = 1, Guidance = new GuidanceOptions(7f, 250, 500) };
        Sample(options, new float[8], (t, x, c, u) =>
        {
            Assert.Equal((8, 8), (x.Length, c.Length));
            Assert.Equal(u.IsEmpty ? 0 : 8, u.Length);
            asked.Add((t, !u.IsEmpty));
            c.Clear();
            u.Clear();
        });
        Assert.Equal([(0, false), (0.25, true), (0.5, true), (0.75, false)], asked);
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void A_step_allocates_nothing(string solver)
    {
        var options = new FlowSamplerOptions { Steps = 40, RescaleT = 3, Solver = Solver(solver), Guidance = new GuidanceOptions(7f, 0, 500) };
        float[] x = Normals(5000, 0);
        long first = 0, last = 0;
        void OnStep(int step, int steps)
        {
            first = step == 1 ? GC.GetAllocatedBytesForCurrentThread() : first;
            last = GC.GetAllocatedBytesForCurrentThread();
        }

        // A collection that other tests cause counts the rest of this thread's allocation context, up to 8 KB, as allocated: what a step allocates is there in every run.
        Sample(options, x, Contract, OnStep);
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            Sample(options, x, Contract, OnStep);
            least = Math.Min(least, last - first);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_same_noise_gives_the_same_bytes_and_a_solver_keeps_nothing() =>
        Assert.Equal(
            Run(new FlowSamplerOptions { Solver = RungeKutta4Solver.Instance }),
            Run(new FlowSamplerOptions { Solver = RungeKutta4Solver.Instance }));

    [Fact]
    public void Steps_are_reported_in_order()
    {
        var reported = new List<(int, int)>();
        Sample(new FlowSamplerOptions { Steps = 3 }, new float[2], Contract, (step, steps) => reported.Add((step, steps)));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], reported);
    }

    [Fact]
    public void Cancellation_is_honoured_before_the_next_evaluation()
    {
        using var source = new CancellationTokenSource();
        int calls = 0;
        var options = new FlowSamplerOptions { Solver = RungeKutta4Solver.Instance };
        Assert.Throws<OperationCanceledException>(() => FlowSampler.Sample(
            options,
            new float[4],
            (_, _, c, _) =>
            {
                c.Clear();
                if (++calls == 2)
                {
                    source.Cancel();
                }
            },
            ct: source.Token));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void An_empty_state_is_sampled_without_error() =>
        Sample(new FlowSamplerOptions(), [], Contract);

    private static void Sample(FlowSamplerOptions options, Span<float> x, VelocityFunction velocity, Action<int, int>? onStep = null) =>
        FlowSampler.Sample(options, x, velocity, onStep, TestContext.Current.CancellationToken);

    private static float[] Run(FlowSamplerOptions options)
    {
        float[] x = Normals(101, 2);
        Sample(options, x, Contract);
        return x;
    }

    private static void Contract(double t, ReadOnlySpan<float> x, Span<float> conditional, Span<float> unconditional)
    {
        for (int i = 0; i < x.Length; i++)
        {
            conditional[i] = -x[i] * (float)(1 + t);
        }

        for (int i = 0; i < unconditional.Length; i++)
        {
            unconditional[i] = -0.5f * x[i];
        }
    }

    private static IOdeSolver Solver(string name) => name switch
    {
        "euler" => EulerSolver.Instance,
        "midpoint" => MidpointSolver.Instance,
        _ => RungeKutta4Solver.Instance,
    };

    private static float[] Normals(int count, uint stream)
    {
        float[] x = new float[count];
        Philox.FillNormal(x, seed: 3, stream);
        return x;
    }

    private static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
