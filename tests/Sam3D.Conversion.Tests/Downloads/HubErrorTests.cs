using System.Net;
using System.Net.Sockets;

namespace Sam3D.Conversion.Tests.Downloads;

/// <summary>What a hub refuses, and what is said about it.</summary>
public sealed class HubErrorTests
{
    private const string Decoder = "checkpoints/ss_decoder.ckpt";

    [Fact]
    public async Task WithoutATokenOneIsAskedFor()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.Token is null ? HubReply.Of(401) : null;
        string page = new Uri(hub.Endpoint, "settings/tokens").ToString();
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options() with { Token = null }, "401", page, "HF_TOKEN", "accept the licence");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task ABadTokenIsCalledSo()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = _ => HubReply.Of(401);
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "does not take the access token", "401", "make a new one");
        Assert.Single(hub.Calls);
    }

    [Fact]
    public async Task ALicenceThatIsNotAcceptedIsNamedWithItsPage()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(403, "X-Error-Code", "GatedRepo") : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "403", new Uri(hub.Endpoint, OfficialHub.Main).ToString(), "accept the licence");
        Assert.Single(hub.CallsFor(Decoder));
    }

    [Theory]
    [InlineData("RepoNotFound", "no repository facebook/sam-3d-objects")]
    [InlineData("RevisionNotFound", "no revision main")]
    [InlineData("", "check both names")]
    public async Task AListingThatIsNotThere(string code, string part)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = _ => HubReply.Of(404, "X-Error-Code", code);
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "404", part);
    }

    [Fact]
    public async Task AFileThatIsNotThere()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(404, "X-Error-Code", "EntryNotFound") : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "404", $"no file {Decoder} at main");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task WhatPassesIsTriedAgain(int status)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        int calls = 0;
        hub.Intercept = _ => calls++ % 3 < 2 ? HubReply.Of(status, "Retry-After", "0") : null;
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(6, calls);
        Assert.Equal(OfficialHub.Weights(2, 200_000), File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task WhatDoesNotPassIsGivenUp()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = _ => HubReply.Of(500);
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "status 500", "6 times in a row", "again later");
        Assert.Equal(6, hub.Calls.Count);
        hub.Intercept = _ => HubReply.Of(429);
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "429", "wait");
        hub.Intercept = _ => HubReply.Of(429, "Retry-After", "3600");
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "429", "3600 s");
        hub.Intercept = _ => HubReply.Of(418);
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "status 418");
    }

    [Fact]
    public async Task AStoreThatRefusesItsSignedAddressIsAskedAnew()
    {
        using TestHub hub = OfficialHub.Start();
        using TestHub store = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(302, "Location", new Uri(store.Endpoint, call.Path).ToString()) : null;
        int calls = 0;
        store.Intercept = _ => calls++ == 0 ? HubReply.Of(403) : null;
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(2, hub.CallsFor(Decoder).Count);
    }

    [Fact]
    public async Task ASilentServerIsNotWaitedForForEver()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        var never = new TaskCompletionSource();
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { Halfway = never.Task } : null;
        await OfficialHub.RefusesAsync(
            folder.Path, hub.Decoder() with { Limits = new DownloadLimits { MaxSilenceSeconds = 1, MaxAttempts = 1 } }, "sends nothing for 1 s");
    }

    [Fact]
    public async Task WithoutANetworkItSaysSoAtOnce()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = new Uri($"http://{closed.LocalEndpoint}");
        closed.Stop();
        using var folder = new TemporaryFolder();
        await OfficialHub.RefusesAsync(
            folder.File("new"), new DownloadOptions { Endpoint = address, Token = OfficialHub.Token, RetryDelay = TimeSpan.FromMinutes(1) }, "cannot be reached", "check the network");
    }
}
