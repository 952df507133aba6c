using System.Buffers.Binary;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>
/// Reads a pickle without running anything: an allow-list of opcodes builds plain values, and the few calls that tensors need are
/// handed to <see cref="TorchObjects"/>, which knows them by name. Whatever else occurs is refused by its name.
/// </summary>
/// <remarks>
/// There is no recursion: nesting only grows the stack, which <see cref="CheckpointReadOptions.MaxPickleSteps"/> bounds with all else.
/// </remarks>
internal sealed class PickleMachine
{
    private readonly PickleInput _input;
    private readonly PickleStack _stack;
    private readonly TorchObjects _torch;
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleMachine(PickleInput input, TorchObjects torch)
    {
        _input = input;
        _stack = new PickleStack(input);
        _torch = torch;
    }

    /// <summary>Reads the one value of a pickle.</summary>
    /// <param name="input">The whole pickle.</param>
    /// <param name="torch">Resolves names, storages and calls.</param>
    /// <param name="maxSteps">Most opcodes.</param>
    public static object? Read(PickleInput input, TorchObjects torch, int maxSteps)
    {
        if ((PickleOpcode)input.Byte() != PickleOpcode.PROTO || input.Byte() is < 2 or > 5)
        {
            throw input.Damaged("does not begin with pickle protocol 2 to 5");
        }

        var machine = new PickleMachine(input, torch);
        for (int step = 0; step < maxSteps; step++)
        {
            var opcode = (PickleOpcode)input.Byte();
            if (opcode == PickleOpcode.STOP)
            {
                return machine._stack.Last();
            }

            machine.Execute(opcode);
        }

        throw input.Refuse($"has more than {maxSteps} opcodes; raise MaxPickleSteps if you trust the file");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.FRAME: _input.Length(8); break;
            case PickleOpcode.MARK: _stack.Mark(); break;
            case PickleOpcode.POP: _stack.Pop(); break;
            case PickleOpcode.POP_MARK: _stack.PopToMark(); break;

            case PickleOpcode.NONE: _stack.Push(null); break;
            case PickleOpcode.NEWTRUE: _stack.Push(true); break;
            case PickleOpcode.NEWFALSE: _stack.Push(false); break;
            case PickleOpcode.BININT: _stack.Push((long)(int)_input.UInt32()); break;
            case PickleOpcode.BININT1: _stack.Push((long)_input.Byte()); break;
            case PickleOpcode.BININT2: _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(_input.Bytes(2))); break;
            case PickleOpcode.LONG1: _stack.Push(_input.Long()); break;
            case PickleOpcode.BINFLOAT: _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(_input.Bytes(8))); break;

            case PickleOpcode.SHORT_BINUNICODE: _stack.Push(_input.Text(1)); break;
            case PickleOpcode.BINUNICODE: _stack.Push(_input.Text(4)); break;
            case PickleOpcode.BINUNICODE8: _stack.Push(_input.Text(8)); break;
            case PickleOpcode.SHORT_BINSTRING: _stack.Push(Encoding.Latin1.GetString(_input.String(1))); break;
            case PickleOpcode.BINSTRING: _stack.Push(Encoding.Latin1.GetString(_input.String(4))); break;
            case PickleOpcode.SHORT_BINBYTES: _stack.Push(_input.String(1).ToArray()); break;
            case PickleOpcode.BINBYTES: _stack.Push(_input.String(4).ToArray()); break;
            case PickleOpcode.BINBYTES8: _stack.Push(_input.String(8).ToArray()); break;

            case PickleOpcode.EMPTY_TUPLE: _stack.Push(new PickleTuple([])); break;
            case PickleOpcode.TUPLE1: _stack.Push(new PickleTuple(_stack.Pop(1))); break;
            case PickleOpcode.TUPLE2: _stack.Push(new PickleTuple(_stack.Pop(2))); break;
            case PickleOpcode.TUPLE3: _stack.Push(new PickleTuple(_stack.Pop(3))); break;
            case PickleOpcode.TUPLE: _stack.Push(new PickleTuple(_stack.PopToMark())); break;
            case PickleOpcode.EMPTY_LIST: _stack.Push(new PickleList([])); break;
            case PickleOpcode.LIST: _stack.Push(new PickleList([.. _stack.PopToMark()])); break;
            case PickleOpcode.APPEND: Append(opcode, _stack.Pop(1)); break;
            case PickleOpcode.APPENDS: Append(opcode, _stack.PopToMark()); break;
            case PickleOpcode.EMPTY_DICT: _stack.Push(new PickleDict()); break;
            case PickleOpcode.DICT: NewDict(); break;
            case PickleOpcode.SETITEM: SetItems(opcode, _stack.Pop(2)); break;
            case PickleOpcode.SETITEMS: SetItems(opcode, _stack.PopToMark()); break;

            case PickleOpcode.BINPUT: _memo[_input.Byte()] = _stack.Peek(); break;
            case PickleOpcode.LONG_BINPUT: _memo[_input.UInt32()] = _stack.Peek(); break;
            case PickleOpcode.MEMOIZE: _memo[(uint)_memo.Count] = _stack.Peek(); break;
            case PickleOpcode.BINGET: Recall(_input.Byte()); break;
            case PickleOpcode.LONG_BINGET: Recall(_input.UInt32()); break;

            case PickleOpcode.GLOBAL: _stack.Push(_torch.Resolve(_input.Line(), _input.Line())); break;
            case PickleOpcode.STACK_GLOBAL: StackGlobal(); break;
            case PickleOpcode.BINPERSID: _stack.Push(_torch.Load(_stack.Pop())); break;
            case PickleOpcode.REDUCE or PickleOpcode.NEWOBJ: Call(opcode); break;
            case PickleOpcode.BUILD: Build(); break;

            default:
                throw Enum.IsDefined(opcode)
                    ? _input.Refuse($"uses opcode {opcode}, which tensors do not need; {TorchObjects.Remedy}")
                    : _input.Damaged($"holds 0x{(byte)opcode:X2}, which is no pickle opcode");
        }
    }

    private void Append(PickleOpcode opcode, object?[] items)
    {
        PickleList list = _stack.Peek() as PickleList ?? throw Wrong(opcode, "a list");
        list.Items.AddRange(items);
    }

    private void NewDict()
    {
        object?[] items = _stack.PopToMark();
        _stack.Push(new PickleDict());
        SetItems(PickleOpcode.DICT, items);
    }

    private void SetItems(PickleOpcode opcode, object?[] items)
    {
        PickleDict dict = _stack.Peek() as PickleDict ?? throw Wrong(opcode, "a dict");
        if (items.Length % 2 != 0)
        {
            throw _input.Damaged($"sets a key without a value with opcode {opcode}");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dict.Items.Add((items[i], items[i + 1]));
        }
    }

    private void Recall(uint index)
    {
        if (!_memo.TryGetValue(index, out object? value))
        {
            throw _input.Damaged($"recalls memo {index}, which was never set");
        }

        _stack.Push(value);
    }

    private void StackGlobal() => _stack.Push(_stack.Pop(2) is [string module, string name]
        ? _torch.Resolve(module, name)
        : throw _input.Damaged($"uses opcode {PickleOpcode.STACK_GLOBAL} on values that are not two strings"));

    private void Call(PickleOpcode opcode)
    {
        object?[] call = _stack.Pop(2);
        _stack.Push(call is [PickleGlobal callee, PickleTuple arguments]
            ? _torch.Call(callee, arguments.Items)
            : throw _input.Refuse($"uses opcode {opcode} on {TorchObjects.Describe(call[0])}, which is not called; {TorchObjects.Remedy}"));
    }

    // A module's state dict carries its version numbers as an attribute, which is of no use here.
    private void Build()
    {
        object? state = _stack.Pop();
        if (state is not PickleDict)
        {
            throw _input.Refuse($"uses opcode BUILD with {TorchObjects.Describe(state)} as state, expected a dict; {TorchObjects.Remedy}");
        }

        if (_stack.Peek() is not PickleDict)
        {
            throw Wrong(PickleOpcode.BUILD, "a dict");
        }
    }

    private CheckpointException Wrong(PickleOpcode opcode, string expected) =>
        _input.Refuse($"uses opcode {opcode} on {TorchObjects.Describe(_stack.Peek())}, expected {expected}; {TorchObjects.Remedy}");
}
