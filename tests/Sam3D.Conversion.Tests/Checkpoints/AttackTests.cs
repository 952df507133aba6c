namespace Sam3D.Conversion.Tests;

/// <summary>
/// Every file of <c>tests/attacks/checkpoints</c> is refused in one line that names it and what is refused. The files are what the
/// generators in <c>Attacks/</c> make; run the tests with <c>SAM3D_WRITE_ATTACKS=1</c> to write them anew.
/// </summary>
public sealed class AttackTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "attacks", "checkpoints");

    public static TheoryData<string> Names => [.. Attack.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void IsRefusedInOneLine(string name)
    {
        Attack attack = Attack.All[name];
        string path = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("SAM3D_WRITE_ATTACKS") == "1")
        {
            File.WriteAllBytes(path, attack.Bytes);
        }

        Assert.Equal(attack.Bytes, File.ReadAllBytes(path));
        if (attack.Refused is null)
        {
            CheckpointReading.ReadAll(path);
            return;
        }

        CheckpointException error = Assert.Throws<CheckpointException>(() => CheckpointReading.ReadAll(path));
        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
        Assert.Contains(name, error.Message);
        Assert.Contains(attack.Refused, error.Message);
        Assert.True(error.Message.Length < 400, $"{error.Message.Length} characters");
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void EveryCommittedFileHasAGenerator() =>
        Assert.Equal(
            Attack.All.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
