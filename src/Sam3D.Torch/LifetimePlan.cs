using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Which values of a network are read for the last time by which operation.</summary>
/// <param name="endings">An entry an operation: the numbers of the values that nothing reads any more after it.</param>
internal sealed class LifetimePlan(int[][] endings)
{
    /// <summary>Starts a run that releases values by this plan.</summary>
    public ITensorObserver Begin() => new Run(endings);

    private sealed class Run(int[][] endings) : ITensorObserver
    {
        private readonly List<torch.Tensor?> _values = [];
        private int _step;

        public void Step(ReadOnlySpan<torch.Tensor> results, ReadOnlySpan<torch.Tensor?> operands)
        {
            foreach (torch.Tensor result in results)
            {
                _values.Add(result);
            }

            foreach (int number in endings[_step++])
            {
                _values[number]!.Dispose();
                _values[number] = null;
            }
        }
    }
}
