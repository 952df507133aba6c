namespace Sam3D.Training.Data.Objects;

/// <summary>Turns about the vertical axis that leave an object's shape as it is. Which side is its front cannot be seen then.</summary>
public enum ObjectSymmetry
{
    /// <summary>None: the front looks along −y.</summary>
    None,

    /// <summary>Half a turn: the front is one of two sides, the one next to the camera.</summary>
    TwoFold,

    /// <summary>A quarter turn: the front is the side next to the camera.</summary>
    FourFold,

    /// <summary>Every turn: the front is where the camera stands.</summary>
    Rotational,
}
