#!/usr/bin/env bash
# Trains the compact model further: from the checkpoint of tests/fixtures/compact-stage1, procedural objects, a folder of meshes and a folder of photographs to both stages, and embeds it.
#
#     models/compact/recipe/train.sh MESHES LIST PHOTOGRAPHS [FOLDER]
#
# LIST says sizes and turns of the meshes (docs/training-data.md); - takes every mesh as it is. Data and runs go below FOLDER (default: work); what is finished is kept, and a run that was
# stopped goes on. SAM3D names the program. With SMALL=1 every dataset has a few samples and every phase two steps: it shows in minutes that everything works, and trains nothing.
set -euo pipefail
absolute() { case $1 in /* | -) echo "$1" ;; *) echo "$PWD/$1" ;; esac }
root=$(cd "$(dirname "$0")/../../.." && pwd)
meshes=$(absolute "${1:?a folder of meshes}"); list=$(absolute "${2:?a list of the meshes, or -}"); photos=$(absolute "${3:?a folder of photographs}"); work=$(absolute "${4:-$root/work}")
cd "$root"
sam3d=${SAM3D:-dotnet run -c Release --project src/Sam3D.Cli --}
recipe=models/compact/recipe recipes=models/compact/recipe
d=$work/data r=$work/runs
[ "$list" = - ] && listed=() || listed=(--mesh-list "$list")

if [ -n "${SMALL:-}" ]; then
    recipes=$work/recipe
    mkdir -p "$recipes"
    for file in $recipe/*.yaml; do
        sed -E -e 's/^(count): .*/\1: 8/' -e 's/^(image_size): .*/\1: 64/' -e 's/^(surface_points): .*/\1: 1024/' \
            -e 's/^(steps|batch|held_out|save_every): .*/\1: 2/' -e 's/^  (statistics|candidates|sampling_steps): .*/  \1: 2/' -e 's/^  (photographs): .*/  \1: 4/' \
            -e 's/^  (warmup|least_gap): .*/  \1: 0/' -e 's/^  (mesh_voxels): .*/  \1: 16/' "$file" > "$recipes/$(basename "$file")"
    done
fi

data() { $sam3d data generate "$recipes/data-$1.yaml" -o "$d/$1" "${@:2}"; }
train() { $sam3d train "$recipes/$1.yaml" -o "$r/$1" "${@:2}"; }

data objects
data more
data frontal
for set in real pasted real-variants pasted-variants real-many pasted-many real-varied; do
    data $set --meshes "$meshes" ${listed[@]+"${listed[@]}"} --photos "$photos"
done

# Geometry: the first ladder.
train geometry-flow --start tests/fixtures/compact-stage1 --start $recipe/checkpoint --data "$d/objects" --data "$d/more"
train geometry-flow-more --start "$r/geometry-flow/model" --data "$d/objects" --data "$d/more" --data "$d/frontal"
train geometry-mid-training --start "$r/geometry-flow-more/model" --data "$d/frontal" --data "$d/pasted"
train geometry-fine-tuning --start "$r/geometry-mid-training/model" --data "$d/pasted-variants" --data "$d/real" --data "$d/real-variants"
train geometry-preference --start "$r/geometry-fine-tuning/model" --data "$d/pasted-variants"
train geometry-distillation --start "$r/geometry-preference/model" --data "$d/real-variants" --data "$d/pasted-variants"

# Geometry: the ladder again, on latents of 24 channels instead of 8, which begins with the networks of the first.
wide=$recipe/checkpoint-wide
train structure-autoencoder-wide --start "$r/geometry-distillation/model" --start $wide --data "$d/objects" --data "$d/real-many"
train geometry-flow-wide --start "$r/geometry-distillation/model" --start "$r/structure-autoencoder-wide/model" --start $wide --data "$d/objects" --data "$d/frontal" --data "$d/real-many"
train geometry-mid-training-wide --start "$r/geometry-flow-wide/model" --data "$d/frontal" --data "$d/pasted-many"
train geometry-fine-tuning-wide --start "$r/geometry-mid-training-wide/model" --data "$d/pasted-many" --data "$d/real-many"
train geometry-fine-tuning-wide-more --start "$r/geometry-fine-tuning-wide/model" --data "$d/pasted-many" --data "$d/real-many"
train geometry-fine-tuning-wide-varied --start "$r/geometry-fine-tuning-wide-more/model" --data "$d/pasted-many" --data "$d/real-many" --data "$d/frontal" --data "$d/real-varied"
train geometry-preference-wide --start "$r/geometry-fine-tuning-wide-varied/model" --data "$d/pasted-many"
train geometry-distillation-wide --start "$r/geometry-preference-wide/model" --data "$d/real-many" --data "$d/pasted-many" --data "$d/real-varied"
train geometry-distillation-wide-layout --start "$r/geometry-distillation-wide/model" --data "$d/real-many" --data "$d/pasted-many" --data "$d/real-varied"

# Refinement: the latents were narrowed in two further runs. The flow's image encoder begins as that of the geometry.
train latent-autoencoder --start $recipe/checkpoint --data "$d/objects"
train latent-autoencoder-narrow --start $recipe/checkpoint --start "$r/latent-autoencoder/model" --data "$d/objects"
train latent-autoencoder-narrower --start $recipe/checkpoint --start "$r/latent-autoencoder-narrow/model" --data "$d/objects"
train texture-flow --start "$r/geometry-flow/model" --start "$r/latent-autoencoder-narrower/model" --start $recipe/checkpoint --data "$d/objects"
train texture-flow-more --start "$r/texture-flow/model" --data "$d/objects" --data "$d/real-many"
train texture-flow-longer --start "$r/texture-flow-more/model" --data "$d/objects" --data "$d/real-many"

# models/compact/checkpoint and the bundle beside it; a small run keeps its own.
MODEL=${SMALL:+$work/model} $recipe/embed.sh "$r/texture-flow-longer/model" "$r/geometry-distillation-wide-layout/model"
