#!/usr/bin/env bash
# Makes the model that the package embeds out of what training delivered: models/compact/checkpoint in float16, and its bundle beside it.
#
#     models/compact/recipe/embed.sh REFINEMENT GEOMETRY
#
# The arguments are checkpoint folders with weights, later ones over earlier ones; configurations are those of models/compact/recipe/checkpoint and checkpoint-wide. SAM3D names the program, MODEL another folder than models/compact.
set -euo pipefail
cd "$(dirname "$0")/../../.."
[ $# -gt 0 ] || { echo "usage: models/compact/recipe/embed.sh CHECKPOINTS..." >&2; exit 2; }
sam3d=${SAM3D:-dotnet run -c Release --project src/Sam3D.Cli --}
recipe=models/compact/recipe model=${MODEL:-models/compact}
mkdir -p "$model"
new=$(mktemp -d "$model/.new-XXXXXX")
trap 'rm -rf "$new"' EXIT

$sam3d merge "$@" $recipe/checkpoint $recipe/checkpoint-wide -o "$new/checkpoint" --precision fp16
$sam3d convert "$new/checkpoint" -o "$new/bundle" --precision fp16 --float32-products --refine-layout --name sam3d-compact \
    --licence "MIT (trained from scratch for this project)" \
    --origin "sam3d-compact: trained from random initialisation with models/compact/recipe, see models/compact/README.md"

rm -rf "$model/checkpoint" "$model"/*.onnx "$model/bundle.json"
mv "$new/checkpoint" "$model/checkpoint"
mv "$new"/bundle/* "$model/"
