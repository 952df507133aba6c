using Sam3D.GraphCuts;

namespace Sam3D.Core.Tests.GraphCuts;

public sealed class MaxFlowGraphTests
{
    [Theory]
    [InlineData(2, 0.9, 5, 400)]
    [InlineData(6, 0.5, 10, 400)]
    [InlineData(14, 0.3, 100, 200)]
    [InlineData(40, 0.1, 1000, 60)]
    public void Random_graphs_have_the_flow_of_the_plain_form_and_a_cut_of_that_capacity(int nodes, double density, int most, int graphs)
    {
        var random = new Random(nodes);
        for (int g = 0; g < graphs; g++)
        {
            int[] source = [.. Enumerable.Range(0, nodes).Select(_ => Capacity(random, most))], sink = [.. source.Select(_ => Capacity(random, most))];
            List<(int From, int To, int Capacity, int Back)> edges = [];
            for (int a = 0; a < nodes; a++)
            {
                for (int b = a + 1; b < nodes; b++)
                {
                    if (random.NextDouble() < density)
                    {
                        edges.Add((a, b, random.Next(most + 1), random.Next(most + 1)));
                    }
                }
            }

            Compare(source, sink, edges);
        }
    }

    [Fact]
    public void Grids_of_pixels_have_the_flow_of_the_plain_form()
    {
        var random = new Random(7);
        for (int g = 0; g < 40; g++)
        {
            (int width, int height) = (random.Next(1, 9), random.Next(1, 9));
            int[] source = [.. Enumerable.Range(0, width * height).Select(_ => random.Next(3) == 0 ? MaxFlowGraph.Certain / 64 : random.Next(1000))];
            int[] sink = [.. source.Select(_ => random.Next(1000))];
            List<(int, int, int, int)> edges = [];
            for (int i = 0; i < source.Length; i++)
            {
                if ((i % width) + 1 < width)
                {
                    int capacity = random.Next(500);
                    edges.Add((i, i + 1, capacity, capacity));
                }

                if (i + width < source.Length)
                {
                    int capacity = random.Next(500);
                    edges.Add((i, i + width, capacity, capacity));
                }
            }

            Compare(source, sink, edges);
        }
    }

    [Fact]
    public void What_must_be_on_a_side_is()
    {
        var graph = new MaxFlowGraph(3, 2);
        graph.AddTerminal(0, MaxFlowGraph.Certain, 0);
        graph.AddTerminal(2, 0, MaxFlowGraph.Certain);
        graph.AddEdge(0, 1, 5, 5);
        graph.AddEdge(1, 2, 4, 4);
        Assert.Equal(4, graph.Solve(TestContext.Current.CancellationToken));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(graph.IsOfSource));
    }

    [Fact]
    public void Work_can_be_cancelled()
    {
        var graph = new MaxFlowGraph(1, 0);
        graph.AddTerminal(0, 1, 0);
        Assert.Throws<OperationCanceledException>(() => graph.Solve(new CancellationToken(canceled: true)));
    }

    private static int Capacity(Random random, int most) => random.Next(3) == 0 ? random.Next(most + 1) : 0;

    private static void Compare(int[] source, int[] sink, List<(int From, int To, int Capacity, int Back)> edges)
    {
        var plain = new PlainMaxFlow(source.Length);
        var graph = new MaxFlowGraph(source.Length, 1);
        for (int i = 0; i < source.Length; i++)
        {
            plain.AddTerminal(i, source[i], sink[i]);
            graph.AddTerminal(i, source[i] / 2, sink[i]);
            graph.AddTerminal(i, source[i] - (source[i] / 2), 0);
        }

        foreach ((int from, int to, int capacity, int back) in edges)
        {
            plain.AddEdge(from, to, capacity, back);
            graph.AddEdge(from, to, capacity, back);
        }

        long flow = graph.Solve(TestContext.Current.CancellationToken);
        Assert.Equal(plain.Solve(), flow);

        // The sides that it names cost exactly that.
        long cut = 0;
        for (int i = 0; i < source.Length; i++)
        {
            cut += graph.IsOfSource(i) ? sink[i] : source[i];
        }

        foreach ((int from, int to, int capacity, int back) in edges)
        {
            cut += (graph.IsOfSource(from), graph.IsOfSource(to)) switch { (true, false) => capacity, (false, true) => back, _ => 0 };
        }

        Assert.Equal(flow, cut);
    }
}
