#!/usr/bin/env bash
# Trains the compact model further: from the checkpoint of tests/fixtures/compact-stage1, procedural objects, a folder of meshes and a folder of photographs to both stages, and embeds it.
#
#     models/compact/recipe/train.sh MESHES PHOTOGRAPHS [FOLDER]
#
# Data and runs go below FOLDER (default: work); what is finished is kept, and a run that was stopped goes on. SAM3D names the program.
set -euo pipefail
cd "$(dirname "$0")/../../.."
meshes=${1:?a folder of meshes}; photos=${2:?a folder of photographs}; work=${3:-work}
sam3d=${SAM3D:-dotnet run -c Release --project src/Sam3D.Cli --}
recipe=models/compact/recipe

data() { $sam3d data generate -o "$work/data/$1" "${@:2}"; }
train() { $sam3d train "$recipe/$1.yaml" -o "$work/runs/$1" "${@:2}"; }

data objects --count 4096 --seed 1 --surface-points 8192
data more --count 8000 --seed 11
data real --count 3000 --seed 21 --meshes "$meshes" --mesh-share 1 --photos "$photos" --photo-share 0.3
data pasted --count 3000 --seed 22 --meshes "$meshes" --mesh-share 0.4 --photos "$photos" --photo-share 1
d=$work/data r=$work/runs

# Geometry: the ladder.
train geometry-flow --start tests/fixtures/compact-stage1 --start $recipe/checkpoint --data "$d/objects" --data "$d/more"
train geometry-mid-training --start "$r/geometry-flow/model" --data "$d/objects" --data "$d/pasted"
train geometry-fine-tuning --start "$r/geometry-mid-training/model" --data "$d/real" --data "$d/pasted"
train geometry-preference --start "$r/geometry-fine-tuning/model" --data "$d/pasted"
train geometry-distillation --start "$r/geometry-preference/model" --data "$d/real" --data "$d/pasted"

# Refinement: the latents were narrowed in two further runs, and the flow went on from that of the wide ones.
train latent-autoencoder --start $recipe/checkpoint --data "$d/objects"
train latent-autoencoder-narrow --start $recipe/checkpoint --start "$r/latent-autoencoder/model" --data "$d/objects"
train latent-autoencoder-narrower --start $recipe/checkpoint --start "$r/latent-autoencoder-narrow/model" --data "$d/objects"
train texture-flow-wide --start $recipe/checkpoint --start "$r/latent-autoencoder/model" --data "$d/objects"
train texture-flow --start "$r/geometry-distillation/model" --start "$r/texture-flow-wide/model" --start "$r/latent-autoencoder-narrower/model" --data "$d/objects"

# models/compact/checkpoint and the bundle beside it.
$recipe/embed.sh "$r/texture-flow/model"
