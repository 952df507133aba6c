namespace Sam3D.Tracking;

/// <summary>The order of names in which numbers count by their value: <c>f9</c> is before <c>f10</c>.</summary>
internal static class NaturalOrder
{
    /// <summary>Compares names. Letters compare without their case; names that only differ in case or in leading zeros compare by their characters.</summary>
    public static int Compare(string a, string b)
    {
        int i = 0, k = 0;
        while (i < a.Length && k < b.Length)
        {
            int order;
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[k]))
            {
                ReadOnlySpan<char> first = Number(a, ref i), second = Number(b, ref k);
                order = first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
            }
            else
            {
                order = char.ToUpperInvariant(a[i++]).CompareTo(char.ToUpperInvariant(b[k++]));
            }

            if (order != 0)
            {
                return order;
            }
        }

        int rest = (a.Length - i).CompareTo(b.Length - k);
        return rest != 0 ? rest : string.CompareOrdinal(a, b);
    }

    /// <summary>The digits from here on, without leading zeros.</summary>
    private static ReadOnlySpan<char> Number(string name, ref int at)
    {
        int start = at;
        while (at < name.Length && char.IsAsciiDigit(name[at]))
        {
            at++;
        }

        return name.AsSpan(start, at - start).TrimStart('0');
    }
}
