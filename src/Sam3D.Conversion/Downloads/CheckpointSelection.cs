using System.Text;

namespace Sam3D.Conversion;

/// <summary>Which files of a repository the pipeline needs, and where they belong.</summary>
internal static class CheckpointSelection
{
    private static readonly string[] Keys = ["_config_path", "_ckpt_path"];
    private static readonly string[] Notices = ["LICENSE", "LICENCE", "NOTICE", "README"];

    /// <summary>Lists the repositories, reads <c>pipeline.yaml</c> and chooses.</summary>
    /// <exception cref="DownloadException">The hub refuses, a file is missing, or the whole is beyond a limit.</exception>
    /// <exception cref="CheckpointException"><c>pipeline.yaml</c> cannot be read.</exception>
    public static async Task<DownloadPlan> ChooseAsync(HubClient hub, DownloadOptions options, CancellationToken cancellationToken)
    {
        var chosen = new List<DownloadFile>();
        IReadOnlyDictionary<string, HubEntry> listing =
            await HubListing.ReadAsync(hub, options, options.Repository, options.Revision, cancellationToken).ConfigureAwait(false);
        HubEntry? pipeline = FindPipeline(listing);
        string folder = pipeline is null ? "" : pipeline.Path[..^CheckpointFolder.PipelineFile.Length];
        DownloadFile Main(HubEntry entry) =>
            File(entry, options.Repository, options.Revision, entry.Path.StartsWith(folder, StringComparison.Ordinal) ? entry.Path[folder.Length..] : entry.Path);
        if (options.Files.Count > 0)
        {
            chosen.AddRange(options.Files.Distinct(StringComparer.Ordinal).Select(name => Main(
                listing.GetValueOrDefault(name) ?? listing.GetValueOrDefault(folder + name)
                ?? throw new DownloadException($"{options.Repository} has no file {Wording.Quote(name)} at {options.Revision}; it has {Some(listing)}: check --file."))));
        }
        else
        {
            if (pipeline is null)
            {
                throw new DownloadException(
                    $"{options.Repository} holds no {CheckpointFolder.PipelineFile}, or several; give the repository of a SAM 3D Objects checkpoint, or name the files with --file.");
            }

            chosen.Add(Main(pipeline));
            foreach (string name in await ReadPipelineAsync(hub, options, Main(pipeline), cancellationToken).ConfigureAwait(false))
            {
                chosen.Add(Main(listing.GetValueOrDefault(folder + name) ?? throw new DownloadException(
                    $"{pipeline.Path} of {options.Repository} names {Wording.Quote(name)}, which is not in the repository; name the files with --file.")));
            }

            chosen.AddRange(NoticesOf(listing).Select(Main));
            if (options.WithDepth)
            {
                chosen.AddRange(await DepthAsync(hub, options, cancellationToken).ConfigureAwait(false));
            }
        }

        return Checked([.. chosen.DistinctBy(f => f.Target, StringComparer.Ordinal).OrderBy(f => f.Size).ThenBy(f => f.Target, StringComparer.Ordinal)], options.Limits);
    }

    private static async Task<IEnumerable<DownloadFile>> DepthAsync(HubClient hub, DownloadOptions options, CancellationToken cancellationToken)
    {
        const string Repository = DownloadOptions.DepthRepository, Revision = "main";
        IReadOnlyDictionary<string, HubEntry> listing = await HubListing.ReadAsync(hub, options, Repository, Revision, cancellationToken).ConfigureAwait(false);
        HubEntry model = listing.GetValueOrDefault(DownloadOptions.DepthFile)
            ?? throw new DownloadException($"{Repository} has no file {DownloadOptions.DepthFile}; leave the depth network away with --with-depth false.");
        return NoticesOf(listing).Prepend(model).Select(entry => File(entry, Repository, Revision, $"{DownloadOptions.DepthFolder}/{entry.Path}"));
    }

    /// <returns>The one nearest to the root.</returns>
    private static HubEntry? FindPipeline(IReadOnlyDictionary<string, HubEntry> listing)
    {
        HubEntry[] found =
        [
            .. listing.Values.Where(e => e.Path.Split('/')[^1] == CheckpointFolder.PipelineFile).OrderBy(Depth),
        ];
        return found.Length == 1 || (found.Length > 1 && Depth(found[0]) < Depth(found[1])) ? found[0] : null;

        static int Depth(HubEntry entry) => entry.Path.Count(c => c == '/');
    }

    /// <returns>The files that the pipeline is made of, by their path beside it.</returns>
    private static async Task<IEnumerable<string>> ReadPipelineAsync(HubClient hub, DownloadOptions options, DownloadFile file, CancellationToken cancellationToken)
    {
        int limit = YamlReadOptions.Default.MaxBytes;
        if (file.Size > limit)
        {
            throw new DownloadException($"{file.Source} of {file.Repository} has {file.Size} bytes, above the limit of {limit}; it is no configuration.");
        }

        DownloadException Other() => new($"{file.Source} of {file.Repository} is not the file that the repository lists; run the command again, and try another --endpoint if that does not help.");
        var request = FileTransfer.Request(hub, file);
        byte[] content = (await HubAnswer.ReadAsync(hub, options, request, (int)file.Size, Other, cancellationToken).ConfigureAwait(false)).Content;
        using var digest = new FileDigest(file);
        digest.Append(content);
        if (content.Length != file.Size || !digest.Matches())
        {
            throw Other();
        }

        ConfigNode pipeline = YamlConfig.Parse(Encoding.UTF8.GetString(content), CheckpointFolder.PipelineFile);
        return
        [
            .. pipeline.Members
                .Where(m => Keys.Any(end => m.Key.EndsWith(end, StringComparison.Ordinal)) && !m.Value.IsNull)
                .Select(m => HubPath.IsPlain(m.Value.String(), options.Limits)
                    ? m.Value.String()
                    : throw m.Value.Refuse($"{Wording.Quote(m.Value.String())} is no plain name of a file beside it; do not use this repository")),
        ];
    }

    private static IEnumerable<HubEntry> NoticesOf(IReadOnlyDictionary<string, HubEntry> listing) => listing.Values.Where(e =>
        !e.Path.Contains('/') && Notices.Contains(System.IO.Path.GetFileNameWithoutExtension(e.Path), StringComparer.OrdinalIgnoreCase));

    private static DownloadFile File(HubEntry entry, string repository, string revision, string target) => new()
    {
        Repository = repository,
        Revision = revision,
        Source = entry.Path,
        Target = target,
        Size = entry.Size,
        Check = entry.Check,
        Hash = entry.Hash,
    };

    private static DownloadPlan Checked(DownloadFile[] files, DownloadLimits limits)
    {
        DownloadException Refuse(DownloadFile file, string what) => new($"{Wording.Quote(file.Source)} of {file.Repository} {what}.");
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Int128 total = 0;
        foreach (DownloadFile file in files)
        {
            total += file.Size;
            if (!HubPath.IsPlain(file.Target, limits))
            {
                throw Refuse(file, "is no name that every system can store; do not use this repository");
            }

            if (!places.Add(file.Target))
            {
                throw Refuse(file, "has the name of another file, but for the size of letters; do not use this repository");
            }

            if (file.Size > limits.MaxFileBytes || total > limits.MaxTotalBytes)
            {
                (string limit, long most) = file.Size > limits.MaxFileBytes
                    ? (nameof(limits.MaxFileBytes), limits.MaxFileBytes)
                    : (nameof(limits.MaxTotalBytes), limits.MaxTotalBytes);
                throw Refuse(file, $"has {file.Size} bytes, with which the download goes beyond {limit} of {most}; raise it (--max-size) if you trust the repository");
            }
        }

        return new DownloadPlan(files);
    }

    private static string Some(IReadOnlyDictionary<string, HubEntry> listing) =>
        listing.Count == 0 ? "none" : string.Join(", ", listing.Keys.Take(3).Select(Wording.Quote)) + (listing.Count > 3 ? ", …" : "");
}
