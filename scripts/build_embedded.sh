#!/usr/bin/env bash
# Rebuilds the model that ships: trains it (about an hour on two free cores; given again after a stop, it goes on), exports it
# to stance/assets/embedded. STANCE_DATA points at the public data (docs/datasets.md).
set -euo pipefail
cd "$(dirname "$0")/.."
run=${1:-runs/embedded}
python=.venv/bin/python

[ -d "${STANCE_MODELS:-models}/sentence-transformers/all-MiniLM-L6-v2" ] || $python scripts/fetch_encoder.py
.venv/bin/stance run experiment=embedded_model seed=1 out="$run"
$python scripts/export_embedded.py "$run"
echo "scripts/build_embedded.sh: the model of $run is in stance/assets/embedded"
