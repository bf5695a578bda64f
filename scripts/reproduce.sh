#!/usr/bin/env bash
# Makes every figure of docs/results.md: trains all models, tests them once, prints the table. About five hours on two cores;
# given again after a stop, it goes on. STANCE_DATA points at the public data (docs/datasets.md says where they come from).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-runs/reproduce}
seeds=${SEEDS:-1,2,3}
python=.venv/bin/python
stance=.venv/bin/stance
encoder=${STANCE_MODELS:-models}/sentence-transformers/all-MiniLM-L6-v2
nli=models/nli-minilm

[ -d "$encoder" ] || $python scripts/fetch_encoder.py
[ -f "$nli/model.safetensors" ] || $python scripts/train_nli.py --out "$nli" --pairs 16000 --epochs 2

# Models that take seconds to minutes.
$stance run -m experiment=dse model=majority,target_only,pair_lookup,lexicon,tfidf,encoder_linear seed=1 out="$out/dse"
$stance run -m experiment=newsmtsc_rw "test=[newsmtsc/test_rw,newsmtsc/test_mt]" \
  model=majority,target_only,lexicon,tfidf,encoder_linear seed=1 out="$out/newsmtsc"
$stance run -m experiment=vast model=majority,target_only,lexicon,tfidf,encoder_linear seed=1 out="$out/vast"
$stance run -m experiment=jcpoa_zero_shot model=lexicon seed=1 out="$out/jcpoa"

# The cross-encoder: 8 to 25 minutes a seed and set on two free cores.
$stance run -m experiment=dse model=cross_encoder seed="$seeds" out="$out/dse"
$stance run -m experiment=newsmtsc_rw "test=[newsmtsc/test_rw,newsmtsc/test_mt]" model=cross_encoder \
  seed="$seeds" out="$out/newsmtsc"
$stance run -m experiment=vast model=cross_encoder model.epochs=2 seed="$seeds" out="$out/vast"

# Zero-shot: trained on entailment pairs of other targets only.
$stance run -m experiment=vast model=nli model.model="$nli" seed=1 out="$out/vast"
$stance run -m experiment=jcpoa_zero_shot model.model="$nli" seed=1 out="$out/jcpoa"

$python scripts/results_table.py "$out" > docs/results.md
echo "scripts/reproduce.sh: all runs are in $out; the table is in docs/results.md"
