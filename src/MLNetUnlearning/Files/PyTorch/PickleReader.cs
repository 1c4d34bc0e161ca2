using System.Buffers.Binary;
using System.Text;

namespace MLNetUnlearning.Files;

/// <summary>Reads the part of Python's pickle format that <c>torch.save</c> writes, and refuses the rest.</summary>
/// <remarks>
/// <para>A pickle is a program for a small stack machine. Its dangerous opcodes import and call things. Here a name has a meaning only if
/// <see cref="TorchGlobals"/> knows it, and only its few functions can be called. Every other name, and all that is made with it, is an
/// <see cref="Opaque"/> value: it takes its place on the stack, and nothing is imported, called or built.</para>
/// <para>Numbers become <see cref="long"/> or <see cref="double"/>, tuples <c>object?[]</c>, and lists <c>List&lt;object?&gt;</c>.</para>
/// </remarks>
internal sealed class PickleReader
{
    private const int MostSteps = 2_000_000; // each may make a value of some 80 bytes

    private readonly byte[] bytes;
    private readonly Func<object?, object> loadPersistent;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private int place;

    private PickleReader(byte[] bytes, Func<object?, object> loadPersistent) => (this.bytes, this.loadPersistent) = (bytes, loadPersistent);

    /// <summary>Runs a pickle and returns its result.</summary>
    /// <param name="bytes">The bytes of the pickle.</param>
    /// <param name="loadPersistent">Creates the object for a persistent id; PyTorch uses these ids for storages.</param>
    /// <exception cref="ModelFileException">The pickle is damaged, or uses what torch.save does not.</exception>
    public static object? Read(byte[] bytes, Func<object?, object> loadPersistent)
    {
        var reader = new PickleReader(bytes, loadPersistent);
        for (var steps = 1; reader.Step(); steps++)
            if (steps == MostSteps)
                throw new ModelFileException(
                    $"The pickle has more than {MostSteps} steps, which weights do not need. Save model.state_dict() alone.");
        return reader.Pop();
    }

    private bool Step()
    {
        var opcode = Take(1)[0];
        switch (opcode)
        {
            case 0x80: ThrowIfOtherProtocol(Take(1)[0]); break;                                     // PROTO
            case (byte)'N': stack.Add(null); break;                                                 // NONE
            case 0x88: stack.Add(true); break;                                                      // NEWTRUE
            case 0x89: stack.Add(false); break;                                                     // NEWFALSE
            case (byte)'K': stack.Add((long)Take(1)[0]); break;                                     // BININT1
            case (byte)'M': stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break; // BININT2
            case (byte)'J': stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break; // BININT
            case 0x8a: stack.Add(LongOf(Take(Take(1)[0]))); break;                                  // LONG1
            case (byte)'G': stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;        // BINFLOAT
            case (byte)'X': stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break; // BINUNICODE
            case (byte)'}': stack.Add(new PickleDictionary()); break;                               // EMPTY_DICT
            case (byte)']': stack.Add(new List<object?>()); break;                                  // EMPTY_LIST
            case (byte)')': stack.Add(Array.Empty<object?>()); break;                               // EMPTY_TUPLE
            case (byte)'0': Pop(); break;                                                           // POP
            case (byte)'1': PopToMark(); break;                                                     // POP_MARK
            case (byte)'(': marks.Add(stack.Count); break;                                          // MARK
            case (byte)'t': stack.Add(PopToMark()); break;                                          // TUPLE
            case 0x85: stack.Add(PopLast(1)); break;                                                // TUPLE1
            case 0x86: stack.Add(PopLast(2)); break;                                                // TUPLE2
            case 0x87: stack.Add(PopLast(3)); break;                                                // TUPLE3
            case (byte)'a': Append(PopLast(1)); break;                                              // APPEND
            case (byte)'e': Append(PopToMark()); break;                                             // APPENDS
            case (byte)'s': SetItems(PopLast(2)); break;                                            // SETITEM
            case (byte)'u': SetItems(PopToMark()); break;                                           // SETITEMS
            case (byte)'q': memo[Take(1)[0]] = Top(); break;                                        // BINPUT
            case (byte)'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break; // LONG_BINPUT
            case (byte)'h': stack.Add(Remembered(Take(1)[0])); break;                               // BINGET
            case (byte)'j': stack.Add(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break; // LONG_BINGET
            case (byte)'c': stack.Add(TorchGlobals.Find(Line(), Line())); break;                    // GLOBAL
            case (byte)'R': Call(); break;                                                          // REDUCE
            case 0x81: Call(); break;                                                               // NEWOBJ
            case (byte)'Q': stack.Add(loadPersistent(Pop())); break;                                // BINPERSID
            case (byte)'b': Build(); break;                                                         // BUILD
            case (byte)'.': return false;                                                           // STOP
            default:
                throw new ModelFileException(
                    $"The pickle uses opcode 0x{opcode:x2}, which a dictionary of tensors does not need. Save model.state_dict() alone.");
        }
        return true;
    }

    private static void ThrowIfOtherProtocol(byte protocol)
    {
        if (protocol != 2)
            throw new ModelFileException(
                $"The pickle is of protocol {protocol}; torch.save writes 2 unless it is told otherwise. "
                + "In Python: torch.save(torch.load(path, map_location='cpu'), other).");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - place) throw new ModelFileException("The pickle ends too early.");
        place += (int)count;
        return bytes.AsSpan(place - (int)count, (int)count);
    }

    private string Text(long count)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Take(count));
        }
        catch (DecoderFallbackException error)
        {
            throw new ModelFileException("The pickle holds text that is no valid Unicode.", error);
        }
    }

    private string Line()
    {
        var length = bytes.AsSpan(place).IndexOf((byte)'\n');
        if (length < 0) throw new ModelFileException("The pickle ends within a name.");
        var line = Text(length);
        place++;
        return line;
    }

    private static object LongOf(ReadOnlySpan<byte> little)
    {
        if (little.Length > sizeof(long)) return Opaque.LongNumber; // the state of a random generator, for example
        var value = little.Length > 0 && little[^1] >= 0x80 ? -1L : 0L;
        for (var i = little.Length - 1; i >= 0; i--) value = value << 8 | little[i];
        return value;
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw Damaged();

    private object? Pop()
    {
        var value = Top();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    /// <summary>The end of the stack that the last mark protects: opcodes may not take values below it.</summary>
    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    private object?[] PopLast(int count) => stack.Count - count >= Floor ? Cut(stack.Count - count) : throw Damaged();

    private object?[] PopToMark()
    {
        if (marks.Count == 0) throw Damaged();
        var start = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return Cut(start);
    }

    private object?[] Cut(int start)
    {
        var values = stack[start..].ToArray();
        stack.RemoveRange(start, stack.Count - start);
        return values;
    }

    private object? Remembered(long key) => memo.TryGetValue(key, out var value) ? value : throw Damaged();

    private void Append(object?[] values)
    {
        if (Top() is List<object?> list) list.AddRange(values);
        else if (Top() is not Opaque) throw Damaged();
    }

    private void SetItems(object?[] pairs)
    {
        if (Top() is not (PickleDictionary or Opaque) || pairs.Length % 2 != 0) throw Damaged();
        if (Top() is not PickleDictionary dictionary) return;
        for (var i = 0; i < pairs.Length; i += 2) dictionary.Items.Add((pairs[i], pairs[i + 1]));
    }

    /// <summary>Calls a known function. A call of anything that has an unknown name gives that thing back: nothing runs.</summary>
    private void Call() => stack.Add(PopLast(2) switch
    {
        [TorchFunction function, object?[] arguments] => function.Call(arguments),
        [Opaque unknown, object?[]] => unknown,
        _ => throw new ModelFileException("The pickle calls something that is no function."),
    });

    /// <summary>Discards the attributes of an object. A state dictionary has the versions of its modules there, which are not needed
    /// here.</summary>
    private void Build()
    {
        Pop();
        if (Top() is not (PickleDictionary or Opaque))
            throw new ModelFileException("The pickle gives attributes to something that has none.");
    }

    private static ModelFileException Damaged() => new("The pickle is damaged.");
}

/// <summary>A dictionary in a pickle: its keys and values in the order they were set.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = new(0);

    /// <summary>The last value with this text as key, or null.</summary>
    public object? this[string key] => Items.LastOrDefault(item => item.Key as string == key).Value;
}
