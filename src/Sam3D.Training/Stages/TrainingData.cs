namespace Sam3D.Training;

internal static class TrainingData
{
    public static ITrainingData Open(IReadOnlyList<string> folders) => throw new NotSupportedException(string.Join(",", folders));
}
