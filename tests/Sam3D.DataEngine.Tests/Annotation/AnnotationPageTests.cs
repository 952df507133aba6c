using Sam3D.DataEngine.Tests.Annotation.Browser;

namespace Sam3D.DataEngine.Tests.Annotation;

/// <summary>The page in a real browser, used by its keys.</summary>
public sealed class AnnotationPageTests
{
    private const string Pictures = "SAM3D_SCREENSHOTS";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoAnnotatorsJudgeByKeyboard()
    {
        string? path = Chromium.Find();
        Assert.SkipWhen(path is null, $"No Chromium was found (chromium, google-chrome, microsoft-edge on PATH, or {Chromium.Variable}): the annotation page was not driven.");
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 3, 0, 1, 2, 3);
        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        await using Chromium browser = await Chromium.StartAsync(path!, Stop);

        // 1. Anna comes, turns the candidates, chooses the second of the first object, and rates it.
        BrowserPage anna = await browser.OpenAsync(1400, 900);
        await anna.NavigateAsync(server.Address);
        await anna.ReadyAsync("start");
        await anna.TypeAsync("Anna");
        await anna.PressAsync("Enter");
        await anna.ReadyAsync("1/0");
        Assert.Equal("vase 1", await anna.EvaluateAsync<string>("document.querySelector('#object').textContent"));
        Assert.Equal(4, await anna.EvaluateAsync<int>("document.querySelectorAll('canvas').length"));
        await CandidatesTurnTogether(anna);
        await anna.PressAsync("2");
        await anna.UntilAsync("!document.querySelector('#rating').hidden");
        await anna.PressAsync("Escape");
        await anna.UntilAsync("document.querySelector('#rating').hidden");
        await anna.PressAsync("2");
        await Screenshot(anna, "rating");
        await anna.PressAsync("4");
        await anna.ReadyAsync("2/0");
        await Screenshot(anna, "choosing");

        // 2. Nothing is good enough; she takes that back and chooses the first.
        await anna.PressAsync("0");
        await anna.ReadyAsync("3/0");
        await anna.PressAsync("u");
        await anna.ReadyAsync("2/0");
        await anna.PressAsync("1");
        await anna.PressAsync("5");
        await anna.ReadyAsync("3/0");

        // 3. She loads the page again and goes on where she was.
        await anna.ReloadAsync();
        await anna.UntilAsync("document.body?.dataset.ready === '3/0' && document.querySelector('#count').textContent === '2 of 3'");
        Assert.Equal("Anna", await anna.EvaluateAsync<string>("document.querySelector('#who').textContent"));

        // 4. Ben judges meanwhile, by mouse, in his own order.
        BrowserPage ben = await browser.OpenAsync(1000, 800);
        await ben.NavigateAsync(server.Address);
        await ben.ReadyAsync("start");
        await ben.TypeAsync("Ben");
        await ben.ClickAsync("#begin");
        await ben.ReadyAsync("1/0");
        await ben.ClickAsync("#none");
        await ben.ReadyAsync("2/0");

        // 5. Anna finishes.
        await anna.PressAsync("3");
        await anna.PressAsync("1");
        await anna.ReadyAsync("end");
        Assert.Equal("You have judged all 3 objects. Thank you.", await anna.EvaluateAsync<string>("document.querySelector('#summary').textContent"));

        // The store holds these judgements, and the one that was taken back apart.
        long[] Order(string name, long item) => [.. store.Judgements().Single(j => j.Annotator == name && j.ObjectId == item).Shown];
        (string, long, long?, int?)[] expected =
        [
            ("Anna", 1, Order("Anna", 1)[1], 4), ("Anna", 2, Order("Anna", 2)[0], 5), ("Ben", 1, null, null), ("Anna", 3, Order("Anna", 3)[2], 1),
        ];
        Assert.Equal(expected, store.Judgements().Select(j => (j.Annotator, j.ObjectId, j.Winner, j.Rating)));
        EngineJudgement withdrawn = store.Judgements(withWithdrawn: true).Single(j => j.IsWithdrawn);
        Assert.Equal(("Anna", 2L, null), (withdrawn.Annotator, withdrawn.ObjectId, withdrawn.Winner));
        Assert.All(store.Judgements(), j => Assert.InRange(j.Milliseconds, 1, 60_000));
        Assert.All(store.Judgements(), j => Assert.Equal(store.Candidates(j.ObjectId).Select(c => c.Id).Order(), j.Shown.Order()));
        Assert.NotEqual(Order("Anna", 1), Order("Ben", 1));

        // Nothing went wrong on the pages, and nothing was asked of anybody else.
        Assert.Empty(anna.Errors.Concat(ben.Errors));
        Assert.All(anna.Requests.Concat(ben.Requests), address => Assert.StartsWith(server.Address.ToString(), address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnErrorIsShownAndNothingIsLost()
    {
        string? path = Chromium.Find();
        Assert.SkipWhen(path is null, $"No Chromium was found (chromium, google-chrome, microsoft-edge on PATH, or {Chromium.Variable}): the annotation page was not driven.");
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        AnnotationServer server = await AnnotationServer.StartAsync(store, new AnnotationOptions { Shown = 2, AsksRating = false }, Stop);
        await using Chromium browser = await Chromium.StartAsync(path!, Stop);
        BrowserPage page = await browser.OpenAsync(1200, 800);
        await page.NavigateAsync(server.Address);
        await page.ReadyAsync("start");
        await page.TypeAsync("<b>Zoë</b> & co");
        await page.PressAsync("Enter");
        await page.ReadyAsync("1/0");
        Assert.Equal("<b>Zoë</b> & co", await page.EvaluateAsync<string>("document.querySelector('#who').textContent"));
        await server.DisposeAsync();
        await page.PressAsync("1");
        await page.UntilAsync("document.querySelector('#error').textContent.startsWith('The program does not answer.')");
        Assert.Empty(store.Judgements());
    }

    /// <summary>The picture in docs/data-engine.md: real candidates of the embedded model.</summary>
    [Fact]
    public async Task ThePageShowsCandidatesOfTheEmbeddedModel()
    {
        string? path = Chromium.Find();
        Assert.SkipWhen(path is null || Environment.GetEnvironmentVariable(Pictures) is not { Length: > 0 }, $"Makes pictures alone: {Pictures} names no folder for them.");
        using var folder = new TemporaryFolder();
        using EngineStore store = EngineStore.Create(folder.Path);
        string sample = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "03_mug");
        store.Add(RgbImage.Load(Path.Combine(sample, "image.png")), Mask.Load(Path.Combine(sample, "mask.png")), "mug");
        using (CandidateModel model = CandidateModel.Load(CompactModel.OpenBundle()))
        {
            await CandidateGenerator.RunAsync(store, model, null, null, Stop);
        }

        await using AnnotationServer server = await AnnotationServer.StartAsync(store, null, Stop);
        await using Chromium browser = await Chromium.StartAsync(path!, Stop);
        BrowserPage page = await browser.OpenAsync(1400, 900);
        await page.NavigateAsync(server.Address);
        await page.ReadyAsync("start");
        await Screenshot(page, "start");
        await page.TypeAsync("Anna");
        await page.PressAsync("Enter");
        await page.ReadyAsync("1/0");
        await Screenshot(page, "page");
        Assert.Empty(page.Errors);
    }

    private static async Task CandidatesTurnTogether(BrowserPage page)
    {
        const string Labels = "[...document.querySelectorAll('canvas')].map(c => c.getAttribute('aria-label')).join('; ')";
        const string Pixels = "document.querySelector('#canvas-3').toDataURL()";
        Assert.Contains("Candidate 4, turned 0 degrees", await page.EvaluateAsync<string>(Labels), StringComparison.Ordinal);
        string before = await page.EvaluateAsync<string>(Pixels);
        await page.PressAsync("ArrowRight");
        Assert.Equal(
            string.Join("; ", Enumerable.Range(1, 4).Select(i => $"Candidate {i}, turned 45 degrees")), await page.EvaluateAsync<string>(Labels));
        Assert.NotEqual(before, await page.EvaluateAsync<string>(Pixels));
        await page.PressAsync("ArrowLeft");
        Assert.Equal(before, await page.EvaluateAsync<string>(Pixels));

        // The width of a candidate is a whole turn: a quarter of it to the left is a quarter of a turn.
        double width = await page.EvaluateAsync<double>("document.querySelector('#canvas-0').clientWidth");
        await page.DragAsync("#canvas-0", -width / 4);
        Assert.Contains("Candidate 4, turned 90 degrees", await page.EvaluateAsync<string>(Labels), StringComparison.Ordinal);
    }

    /// <summary>Keeps a picture of the page where the variable names a folder.</summary>
    private static async Task Screenshot(BrowserPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(Pictures) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(Path.Combine(folder, $"annotation-{name}.png"));
        }
    }
}
