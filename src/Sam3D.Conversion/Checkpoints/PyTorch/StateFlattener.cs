using System.Globalization;

namespace Sam3D.Conversion;

/// <summary>Collects the tensors of nested containers under names whose parts are joined by dots.</summary>
/// <remarks>
/// Containers may be shared or contain themselves, so the walk is bounded in depth and in steps instead of remembering where it was.
/// </remarks>
internal sealed class StateFlattener
{
    private readonly OrderedDictionary<string, TorchTensor> _tensors = [];
    private readonly Stack<Level> _levels = [];
    private readonly CheckpointSource _source;
    private readonly CheckpointReadOptions _options;

    private StateFlattener(CheckpointSource source, CheckpointReadOptions options)
    {
        _source = source;
        _options = options;
    }

    /// <summary>Collects all tensors of a value, in its order.</summary>
    public static OrderedDictionary<string, TorchTensor> Flatten(object? root, CheckpointSource source, CheckpointReadOptions options)
    {
        var flattener = new StateFlattener(source, options);
        flattener.Visit(root);
        flattener.Walk();
        return flattener._tensors;
    }

    private void Walk()
    {
        for (int step = 0; _levels.TryPeek(out Level? level); step++)
        {
            if (step >= _options.MaxPickleSteps)
            {
                throw _source.Refuse($"data.pkl holds more than {_options.MaxPickleSteps} values, counted with repetitions; raise MaxPickleSteps if you trust the file");
            }

            if (level.Next < level.Count)
            {
                Visit(level.Take());
            }
            else
            {
                _levels.Pop();
            }
        }
    }

    private void Visit(object? value)
    {
        if (value is TorchTensor tensor)
        {
            Add(tensor);
        }
        else if (value is PickleDict or PickleList or PickleTuple)
        {
            if (_levels.Count >= _options.MaxPickleDepth)
            {
                throw _source.Refuse($"data.pkl nests containers deeper than {_options.MaxPickleDepth}, or one contains itself; {TorchObjects.Remedy}");
            }

            _levels.Push(new Level(value));
        }
    }

    private void Add(TorchTensor tensor)
    {
        if (_tensors.Count >= _options.MaxTensors)
        {
            throw _source.Refuse($"holds more than {_options.MaxTensors} tensors; raise MaxTensors if you trust the file");
        }

        string[] parts = [.. _levels.Reverse().Select(level => level.Key)];
        if (parts.Sum(part => (long)part.Length + 1) > _options.MaxNameLength)
        {
            throw _source.Refuse($"a tensor name that begins {Wording.Quote(parts[0])} is longer than {_options.MaxNameLength}; raise MaxNameLength if you trust the file");
        }

        string name = string.Join('.', parts);
        if (!_tensors.TryAdd(name, tensor))
        {
            throw _source.Refuse($"holds two tensors named {Wording.Quote(name)}; {TorchObjects.Remedy}");
        }
    }

    /// <summary>A container on the way to the present value.</summary>
    private sealed class Level(object container)
    {
        public int Next { get; private set; }

        public int Count => container switch
        {
            PickleDict dict => dict.Items.Count,
            PickleList list => list.Items.Count,
            _ => ((PickleTuple)container).Items.Length,
        };

        /// <summary>The key of the value taken last: a string or integer as it is, another key by its kind in angle brackets.</summary>
        public string Key
        {
            get
            {
                object? key = container is PickleDict dict ? dict.Items[Next - 1].Key : (long)(Next - 1);
                return key switch
                {
                    string text => text,
                    long number => number.ToString(CultureInfo.InvariantCulture),
                    _ => $"<{TorchObjects.Describe(key)}>",
                };
            }
        }

        public object? Take() => container switch
        {
            PickleDict dict => dict.Items[Next++].Value,
            PickleList list => list.Items[Next++],
            _ => ((PickleTuple)container).Items[Next++],
        };
    }
}
