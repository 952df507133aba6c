namespace Sam3D.Networks;

/// <summary>
/// What MoGe takes: a picture and what follows from its size alone. The picture is one of h × w pixels, resized once more to the multiples of the patch size below, gh × gw
/// patches; level i of the head has gh·2ⁱ × gw·2ⁱ pixels, its output again h × w.
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Image">[1, 3, gh·patch, gw·patch], RGB in 0 to 1.</param>
/// <param name="PositionRows">[1, gh, M]: how the rows of the position embedding are resized, see <see cref="MogePointConfig.PositionGrid"/>.</param>
/// <param name="PositionColumns">[1, gw, M], the same for columns.</param>
/// <param name="Uv">
/// Where each pixel of each level lies on the view plane, u to the right and v down, half the diagonal of the h × w picture being 1: [1, 2, gh·2ⁱ, gw·2ⁱ] for every level i, then
/// [1, 2, h, w].
/// </param>
/// <param name="ResizeRows">[1, 1, h, gh·2ᴸ]: how the rows after the last of L levels are resized to the output's.</param>
/// <param name="ResizeColumns">[1, 1, gw·2ᴸ, w], the same for columns, transposed.</param>
public sealed record MogePointInputs<T>(T Image, T PositionRows, T PositionColumns, IReadOnlyList<T> Uv, T ResizeRows, T ResizeColumns)
    where T : class;

/// <summary>
/// MoGe v1 (Wang et al., arXiv 2410.19115; official <c>moge.model.v1.MoGeModel</c>): the point of every pixel up to scale and shift in depth, from one
/// picture. DINOv2 without registers, and a head of transposed convolutions.
/// </summary>
/// <remarks>All sizes of the picture are free, so one graph serves every photograph at the resolution of the official code.</remarks>
public static partial class MogePointModel
{
    private const int PointChannels = 3;
    private const int MaskChannels = 1;

    /// <summary>Predicts the points of a picture.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The model in the state dict (<c>model</c> of the released file).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="inputs">The picture.</param>
    /// <returns>Points [1, 3, h, w] before the remap of the output (<c>remap_output</c>), and mask logits [1, 1, h, w].</returns>
    public static (T Points, T Mask) Apply<T>(ParameterScope<T> scope, MogePointConfig config, MogePointInputs<T> inputs)
        where T : class => Apply(scope, config, inputs, null);

    /// <summary>The same, telling intermediate values.</summary>
    /// <param name="scope">The model in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="inputs">The picture.</param>
    /// <param name="observe">Told the outputs of sub-modules by their official names; may be <see langword="null"/>.</param>
    internal static (T Points, T Mask) Apply<T>(
        ParameterScope<T> scope, MogePointConfig config, MogePointInputs<T> inputs, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T x = ops.Subtract(inputs.Image, scope.Get("image_mean", 1, 3, 1, 1));
        x = ops.Divide(x, scope.Get("image_std", 1, 3, 1, 1));
        observe?.Invoke("image_14", x);
        (T grid, IReadOnlyList<T> features) = Features(scope["backbone"], config, x, inputs, observe);
        return Head(scope["head"], config, grid, features, inputs, observe);
    }
}
