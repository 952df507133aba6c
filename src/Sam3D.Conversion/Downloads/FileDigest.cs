using System.Security.Cryptography;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>The hash of a file as it grows, in the form that its repository lists.</summary>
internal sealed class FileDigest : IDisposable
{
    private readonly DownloadFile _file;
    private readonly IncrementalHash? _hash;

    public FileDigest(DownloadFile file)
    {
        _file = file;
        _hash = file.Check switch
        {
            FileCheck.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            FileCheck.GitSha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            _ => null,
        };
        Restart();
    }

    /// <summary>Forgets all bytes.</summary>
    public void Restart()
    {
        _hash?.GetHashAndReset();
        if (_file.Check == FileCheck.GitSha1)
        {
            // Git hashes a blob with its kind and length before it.
            _hash!.AppendData(Encoding.ASCII.GetBytes($"blob {_file.Size}\0"));
        }
    }

    /// <summary>Takes further bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>Whether the bytes so far are the expected ones; true where there is no hash to compare with.</summary>
    public bool Matches() => _hash is null || Convert.ToHexStringLower(_hash.GetCurrentHash()) == _file.Hash;

    public void Dispose() => _hash?.Dispose();
}
