using Sam3D.Imaging;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The inputs of a condition encoder for a batch of photographs.</summary>
/// <param name="names">Names of the inputs.</param>
/// <param name="recipe">What is done to photographs.</param>
internal sealed class PictureBatch(IReadOnlyList<string> names, PreprocessingRecipe recipe)
{
    /// <summary>Prepares one photograph.</summary>
    public IReadOnlyDictionary<string, PictureTensor> Prepare(TrainingItem item) => ImagePreprocessor.Prepare(item.Photo, item.Mask, null, recipe).Tensors;

    /// <summary>Stacks prepared photographs: each input by name, [B, channels, S, S].</summary>
    public Dictionary<string, torch.Tensor> Stack(IReadOnlyList<IReadOnlyDictionary<string, PictureTensor>> pictures) => names.ToDictionary(
        name => name,
        name =>
        {
            PictureTensor first = pictures[0][name];
            int size = first.Channels * first.Height * first.Width;
            float[] values = new float[pictures.Count * size];
            foreach ((int i, IReadOnlyDictionary<string, PictureTensor> picture) in pictures.Index())
            {
                picture[name].Values.CopyTo(values.AsSpan(i * size));
            }

            return AlignedTensor.Create(values, [pictures.Count, first.Channels, first.Height, first.Width]);
        },
        StringComparer.Ordinal);
}
