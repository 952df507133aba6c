using Sam3D.Evaluation;
using Sam3D.Metrics;

namespace Sam3D.Cli.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Cases">Number of cases.</param>
/// <param name="Models">The means of each model.</param>
/// <param name="Files">Paths of the report's files.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record EvalReport(int Cases, IReadOnlyList<ModelSummary> Models, IReadOnlyList<string> Files, double Seconds);

/// <summary>What comparisons say.</summary>
/// <param name="Comparisons">Their number.</param>
/// <param name="Confidence">Probability of the intervals.</param>
/// <param name="Strengths">Bradley–Terry strengths and Elo numbers, strongest first.</param>
/// <param name="Pairs">Win rates of each two models that were compared.</param>
internal sealed record PreferenceReport(int Comparisons, double Confidence, IReadOnlyList<ModelStrength> Strengths, IReadOnlyList<PairReport> Pairs);

/// <summary>How often the first of two models is preferred.</summary>
internal sealed record PairReport(string First, string Second, long Wins, long Losses, long Ties, double Rate, double Low, double High);
