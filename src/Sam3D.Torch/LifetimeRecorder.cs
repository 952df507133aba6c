using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Notes after which operation a value is not read any more. Values are numbered in the order in which they are made.</summary>
internal sealed class LifetimeRecorder : ITensorObserver
{
    private readonly Dictionary<torch.Tensor, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _lastSteps = [];
    private int _steps;

    public void Step(ReadOnlySpan<torch.Tensor> results, ReadOnlySpan<torch.Tensor?> operands)
    {
        foreach (torch.Tensor? operand in operands)
        {
            if (operand is not null && _numbers.TryGetValue(operand, out int number))
            {
                _lastSteps[number] = _steps;
            }
        }

        foreach (torch.Tensor result in results)
        {
            _numbers.Add(result, _lastSteps.Count);
            _lastSteps.Add(_steps); // for those that are never read
        }

        _steps++;
    }

    /// <summary>Marks values that outlive the run.</summary>
    public void Keep(IEnumerable<torch.Tensor> results)
    {
        foreach (torch.Tensor result in results)
        {
            if (_numbers.TryGetValue(result, out int number))
            {
                _lastSteps[number] = int.MaxValue;
            }
        }
    }

    /// <summary>What was noted.</summary>
    public LifetimePlan Plan()
    {
        ILookup<int, int> endings = Enumerable.Range(0, _lastSteps.Count).ToLookup(number => _lastSteps[number]);
        return new LifetimePlan([.. Enumerable.Range(0, _steps).Select(step => endings[step].ToArray())]);
    }
}
