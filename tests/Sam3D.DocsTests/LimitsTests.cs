using System.Globalization;
using System.Reflection;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.DataEngine;
using Sam3D.Training.Data.Storage;

namespace Sam3D.DocsTests;

/// <summary><c>docs/security.md</c> lists every limit of the readers with its value.</summary>
public sealed class LimitsTests
{
    private static string Page { get; } = File.ReadAllText(RepositoryFiles.FullPath("docs/security.md"));

    /// <summary>The types that hold limits, found by their names so that a new one cannot be forgotten.</summary>
    public static TheoryData<string> Types =>
    [
        .. new[] { typeof(BundleLimits), typeof(CheckpointReadOptions), typeof(DataEngineLimits), typeof(DatasetLimits) }.Select(t => t.Assembly).Distinct()
            .SelectMany(a => a.GetExportedTypes())
            .Where(t => t.Name.EndsWith("Limits", StringComparison.Ordinal) || t.Name.EndsWith("ReadOptions", StringComparison.Ordinal))
            .Select(t => t.AssemblyQualifiedName!),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryLimitStandsInThePage(string typeName)
    {
        Type type = Type.GetType(typeName, throwOnError: true)!;
        string[] rows = [.. Limits(type).Select(l => $"| `{type.Name}.{l.Name}` | {l.Value.ToString("N0", CultureInfo.InvariantCulture)} |")];
        Assert.NotEmpty(rows);
        string[] missing = [.. rows.Where(row => !Page.Contains(row, StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    private static IEnumerable<(string Name, long Value)> Limits(Type type)
    {
        foreach (FieldInfo constant in type.GetFields().Where(f => f.IsLiteral))
        {
            yield return (constant.Name, Convert.ToInt64(constant.GetRawConstantValue(), CultureInfo.InvariantCulture));
        }

        foreach (PropertyInfo property in type.GetProperties().Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(long)))
        {
            yield return (property.Name, Convert.ToInt64(property.GetValue(Activator.CreateInstance(type)), CultureInfo.InvariantCulture));
        }
    }
}
