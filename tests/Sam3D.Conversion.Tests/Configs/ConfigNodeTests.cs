namespace Sam3D.Conversion.Tests;

public sealed class ConfigNodeTests
{
    [Fact]
    public void NamesFilePathExpectedAndGot()
    {
        ConfigNode root = YamlConfig.Parse("module: {generator: {steps: abc, list: [1], none: null, f: 1.5, big: 3000000000}}", "ss_generator.yaml");
        ConfigNode node = root["module"]["generator"];
        Fails("ss_generator.yaml: module.generator.steps: expected an integer, got 'abc'; correct it or fetch the file again.", () => node["steps"].Int());
        Fails("ss_generator.yaml: module.generator.steps: expected a number, got 'abc'; correct it or fetch the file again.", () => node["steps"].Double());
        Fails("ss_generator.yaml: module.generator.steps: expected true or false, got 'abc'; correct it or fetch the file again.", () => node["steps"].Bool());
        Fails("ss_generator.yaml: module.generator.list: expected a text, got a list; correct it or fetch the file again.", () => node["list"].String());
        Fails("ss_generator.yaml: module.generator.list.0: expected a mapping, got '1'; correct it or fetch the file again.", () => node["list"][0]["x"]);
        Fails("ss_generator.yaml: module.generator.list: has 1 items, item 1 is needed; correct it or fetch the file again.", () => node["list"][1]);
        Fails("ss_generator.yaml: module.generator.none: expected an integer, got null; correct it or fetch the file again.", () => node["none"].Int());
        Fails("ss_generator.yaml: module.generator.f: expected an integer, got '1.5'; correct it or fetch the file again.", () => node["f"].Int());
        Fails("ss_generator.yaml: module.generator.big: expected an integer of 32 bits, got '3000000000'; correct it or fetch the file again.", () => node["big"].Int());
        Fails("ss_generator.yaml: module: expected a list, got a mapping; correct it or fetch the file again.", () => root["module"].Items);
        Fails("ss_generator.yaml: module: has no key 'generated'; it has 'generator'; correct it or fetch the file again.", () => root["module"]["generated"]);
        Fails("ss_generator.yaml: module.generator: no such network.", () => throw node.Refuse("no such network"));
        Assert.Equal(3e9, node["big"].Double());
    }

    [Fact]
    public void FindsMembersThatMayBeMissingOrNull()
    {
        ConfigNode root = YamlConfig.Parse("{a: 1, b: null}", "x.yaml");
        Assert.Equal(1, root.Find("a")?.Int());
        Assert.Null(root.Find("b"));
        Assert.Null(root.Find("c"));
        Assert.True(root.TryGet("b", out ConfigNode? b) && b.IsNull);
        Assert.False(root.TryGet("c", out _));
    }

    [Fact]
    public void FollowsInterpolationsFromTheRoot()
    {
        ConfigNode root = YamlConfig.Parse(
            "{size: 64, model: {width: '${size}', also: '${model.width}'}, copy: '${model}', items: [x, y], last: '${items.1}', kind: '${none}', none: null}",
            "x.yaml");
        Assert.Equal(64, root["model"]["width"].Int());
        Assert.Equal(64, root["model"]["also"].Int());
        Assert.Equal(64, root["copy"]["width"].Int());
        Assert.Equal("y", root["last"].String());
        Assert.Equal(ConfigKind.Map, root["copy"].Kind);
        Assert.True(root["kind"].IsNull);
    }

    [Theory]
    [InlineData("${gone}", "leads nowhere")]
    [InlineData("${list.7}", "leads nowhere")]
    [InlineData("${a}", "goes in circles")]
    [InlineData("${a.a.a}", "goes in circles")]
    [InlineData("${oc.env:HOME}", "is not resolved")]
    [InlineData("${.sibling}", "is not resolved")]
    [InlineData("${..up}", "is not resolved")]
    [InlineData("${list[0]}", "is not resolved")]
    [InlineData("${${list}}", "is not resolved")]
    [InlineData("x${list}", "is not resolved")]
    [InlineData("???", "the value is missing")]
    public void RefusesWhatItDoesNotResolveOnlyWhenItIsRead(string text, string why)
    {
        ConfigNode root = YamlConfig.Parse($"{{a: '{text}', list: [1], other: 2}}", "x.yaml");
        Assert.Equal(2, root["other"].Int());
        CheckpointException error = Assert.Throws<CheckpointException>(() => root["a"].String());
        Assert.StartsWith("x.yaml: ", error.Message);
        Assert.Contains(why, error.Message);
        Assert.Throws<CheckpointException>(() => root["a"].Kind);
    }

    // Each level asks for the next eight times over; without memory of what is resolved this is 8^15 steps.
    [Fact]
    public void ResolvesEachInterpolationOnce()
    {
        string text = "{x: 1, " + string.Join(", ", Enumerable.Range(0, 15).Select(i => $"l{i}: '${{l{i + 1}}}'")) + ", l15: {"
            + string.Join(", ", Enumerable.Range(0, 15).Select(i => $"l{i}: '${{l{i}}}'")) + "}, all: '${l1.l1.l1.l1.l1.l1.l1.l1}'}";
        Assert.Equal(ConfigKind.Map, YamlConfig.Parse(text, "x.yaml")["all"].Kind);
    }

    private static void Fails(string message, Func<object?> read) =>
        Assert.Equal(message, Assert.Throws<CheckpointException>(() => { _ = read(); }).Message);
}
