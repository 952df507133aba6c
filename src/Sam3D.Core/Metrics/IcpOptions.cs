namespace Sam3D.Metrics;

/// <summary>How two surfaces are aligned.</summary>
public sealed record IcpOptions
{
    /// <summary>Where the search begins. Default: all 24 turns of a cube.</summary>
    public IcpStarts Starts { get; init; } = IcpStarts.Cube;

    /// <summary>Points of each surface in the first round, which runs from every start, 16 to 1,000,000. Default 800.</summary>
    public int CoarsePoints { get; init; } = 800;

    /// <summary>Steps of the first round, 1 to 1000. Default 20.</summary>
    public int CoarseSteps { get; init; } = 20;

    /// <summary>Results of the first round that the second one continues, 1 to 24. Default 3.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Points of each surface in the second round, 16 to 1,000,000. Default 8,000.</summary>
    public int Points { get; init; } = 8_000;

    /// <summary>Steps of the second round, 1 to 1000. Default 60.</summary>
    public int Steps { get; init; } = 60;

    /// <summary>The search ends when a step lowers the mean squared distance by less than this part of it, 0 to 0.1. Default 1e-5.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        Check(CoarsePoints, 16, 1_000_000, nameof(CoarsePoints));
        Check(CoarseSteps, 1, 1000, nameof(CoarseSteps));
        Check(Finalists, 1, 24, nameof(Finalists));
        Check(Points, 16, 1_000_000, nameof(Points));
        Check(Steps, 1, 1000, nameof(Steps));
        if (!Enum.IsDefined(Starts))
        {
            errors.Add($"{nameof(Starts)} is {Starts}, expected {string.Join(", ", Enum.GetNames<IcpStarts>())}");
        }

        if (!(Tolerance >= 0 && Tolerance <= 0.1))
        {
            errors.Add($"{nameof(Tolerance)} is {Tolerance}, expected 0 to 0.1");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }

        void Check(int value, int min, int max, string name)
        {
            if (value < min || value > max)
            {
                errors.Add($"{name} is {value}, expected {min} to {max}");
            }
        }
    }
}

/// <summary>Where the search of an alignment begins.</summary>
public enum IcpStarts
{
    /// <summary>As the surfaces lie.</summary>
    Identity,

    /// <summary>Twelve turns round the z axis, 30° apart.</summary>
    Yaw,

    /// <summary>The 24 turns that map a cube onto itself.</summary>
    Cube,
}
