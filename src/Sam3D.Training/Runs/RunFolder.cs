using System.Text;
using Sam3D.Export;

namespace Sam3D.Training;

/// <summary>
/// The folder of a run: <c>recipe.yaml</c>, the training state, <c>losses.csv</c>, <c>losses.png</c>, and <c>model</c>, the checkpoint folder that the phase delivers.
/// </summary>
internal sealed class RunFolder
{
    private const string RecipeName = "recipe.yaml", StateName = "state.safetensors", LossesName = "losses.csv", PlotName = "losses.png", ModelName = "model";

    private RunFolder(string path) => FullPath = path;

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The checkpoint folder that the phase delivers.</summary>
    public string Model => Path.Combine(FullPath, ModelName);

    /// <summary>The training state.</summary>
    public string State => Path.Combine(FullPath, StateName);

    /// <summary>The losses of all steps.</summary>
    public string Losses => Path.Combine(FullPath, LossesName);

    /// <summary>The plot of the losses.</summary>
    public string Plot => Path.Combine(FullPath, PlotName);

    /// <summary>Opens the folder of a run, or makes it.</summary>
    /// <param name="recipe">The recipe; an older run in the folder must have the same.</param>
    /// <exception cref="TrainingException">The folder belongs to another recipe, or cannot be made.</exception>
    public static RunFolder Open(TrainingRecipe recipe)
    {
        var folder = new RunFolder(Path.GetFullPath(recipe.Output));
        string file = Path.Combine(folder.FullPath, RecipeName);
        try
        {
            Directory.CreateDirectory(folder.Model);
            if (File.Exists(file))
            {
                if (File.ReadAllText(file, Encoding.UTF8) != recipe.Text)
                {
                    throw new TrainingException($"{recipe.Output} holds a run of another recipe ({RecipeName} differs); give another output folder, or delete this one.");
                }
            }
            else
            {
                AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(recipe.Text)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder {recipe.Output} cannot be made: {e.Message.ReplaceLineEndings(" ")} Choose another place.", e);
        }

        return folder;
    }

    /// <summary>Deletes what a run has left, but for the model that it may have delivered.</summary>
    public static void Forget(TrainingRecipe recipe)
    {
        try
        {
            foreach (string name in (string[])[RecipeName, StateName, LossesName])
            {
                File.Delete(Path.Combine(recipe.Output, name));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // There is no run.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run in {recipe.Output} cannot be deleted: {e.Message.ReplaceLineEndings(" ")} Choose another output folder.", e);
        }
    }

    /// <summary>Copies the YAML files and weights of the folders that the phase begins from; later ones over earlier ones.</summary>
    /// <exception cref="TrainingException">A folder is missing, or none has a pipeline.yaml.</exception>
    public void CopyStart(IReadOnlyList<string> folders) => StartFolders.Copy(folders, Model);
}
