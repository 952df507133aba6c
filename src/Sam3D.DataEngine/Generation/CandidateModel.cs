using System.Security.Cryptography;
using Sam3D.Bundles;

namespace Sam3D.DataEngine;

/// <summary>A model that makes candidates, with the identity by which its candidates are told from those of other models.</summary>
public sealed class CandidateModel : IDisposable
{
    /// <summary>Takes any pipeline.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="hash">Its identity: 64 hexadecimal digits in lower case; another model, other digits.</param>
    /// <param name="pipeline">The pipeline; disposed with this.</param>
    /// <exception cref="ArgumentException">The hash is no SHA-256.</exception>
    public CandidateModel(string name, string hash, IReconstructionPipeline pipeline)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (hash.Length != 64 || hash.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            throw new ArgumentException($"'{hash}', expected 64 hexadecimal digits in lower case.", nameof(hash));
        }

        Name = name;
        Hash = hash;
        Pipeline = pipeline;
    }

    /// <summary>What to call it.</summary>
    public string Name { get; }

    /// <summary>Its identity. Of a bundle: the SHA-256 of its manifest, which holds the SHA-256 of every file.</summary>
    public string Hash { get; }

    /// <summary>What makes the candidates.</summary>
    public IReconstructionPipeline Pipeline { get; }

    /// <summary>Loads a model bundle.</summary>
    /// <param name="bundle">The bundle; disposed with the result.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the best device.</param>
    /// <exception cref="BundleException">The bundle is damaged.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static CandidateModel Load(ModelBundle bundle, RuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        using var manifest = new MemoryStream();
        BundleManifestSerializer.Write(bundle.Manifest, manifest);
        string hash = Convert.ToHexStringLower(SHA256.HashData(manifest.ToArray()));
        return new CandidateModel(bundle.Manifest.Name, hash, ReconstructionPipeline.Create(bundle, options));
    }

    /// <summary>Frees the pipeline.</summary>
    public void Dispose() => Pipeline.Dispose();
}
