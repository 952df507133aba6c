using System.Reflection;
using Sam3D.Bundles;

namespace Sam3D;

/// <summary>A model bundle among the resources of an assembly, each file under the name <c>folder/file</c>.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="folder">What stands before the slash, for example <c>models/compact</c>.</param>
internal sealed class EmbeddedBundleSource(Assembly assembly, string folder) : IBundleSource
{
    /// <inheritdoc/>
    public string Name { get; } = $"{assembly.GetName().Name}.dll:{folder}";

    /// <inheritdoc/>
    public string? FolderPath => null;

    /// <inheritdoc/>
    public Stream OpenRead(string file) =>
        assembly.GetManifestResourceStream($"{folder}/{file}") ?? throw new FileNotFoundException($"There is no resource '{folder}/{file}'.");
}
