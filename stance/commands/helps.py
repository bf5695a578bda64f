"""Help texts of the commands; nothing is imported for them but the names of what ships."""

from __future__ import annotations

HELP = """\
stance {version}: who takes which stance toward what, sentence by sentence, with evidence.

  stance label PATH... [out=DIR]         label articles and speeches
  stance analyse RUN... [out=DIR]        turn labels into tables, trends, networks and figures, with intervals
  stance report RUN... [out=DIR]         show labels as one page for a browser
  stance sample RUN... [out=FILE]        draw sentences to be coded by hand, to correct findings by
  stance score gold=PATH [out=DIR]       label hand-coded text and print precision, recall and F1
  stance run experiment=NAME [out=DIR]   train and evaluate a model on coded data
  stance reproduce RUN [out=DIR]         redo a run and say what differs
  stance compare RUN... [out=DIR]        put runs side by side, with tests against a baseline
  stance check                           check that every shipped configuration composes
  stance COMMAND --help                  options of a command
  stance --version

Options are written name=value, as in `stance label news/ target=[jcpoa] out=runs/first`.
"""

LABEL_HELP = """\
stance label PATH... [out=DIR] [name=value ...]

PATH is a file (.txt .html .jsonl .csv .parquet), a folder, a pattern in quotes, or - for standard input.

  out=DIR                   output directory; without it, a new one under runs/label
  target=[NAME,FILE.yaml]   targets (default: jcpoa, us_unilateralism), shipped ones or your own; shipped are
{targets}
  target_text="..."         a target in words, as in target_text="the Paris Agreement"
  actors=[default,FILE]     add actors of your own (yaml or CSV); without default, they are the only ones
  model=NAME                classifier: {models}
  threshold=0.6             no row for a stance whose score is below this; the closing line counts them
  columns.text=NAME         column of a table that holds the text; also id title outlet published url speaker
  outlet= published= speaker= encoding=
                            for documents that do not say themselves
  overwrite=true            replace a finished run in `out`
  report=false              no report.html
  -m                        sweep: `stance label a.txt -m target=[jcpoa],[us_unilateralism]`
  --cfg job                 show the whole configuration; --config-dir DIR adds configurations of your own

A run that was stopped goes on when the same command is given again. All options: configs/label.yaml.
"""

SCORE_HELP = """\
stance score gold=PATH [out=DIR] [name=value ...]

Labels hand-coded text (JSONL) and prints precision, recall and F1 over (sentence, holder, target, stance), each with
its interval.

  gold=[PATH,PATH]          hand-coded files, folders (every .jsonl below them) or patterns in quotes; looked for in
                            $STANCE_DATA (else data/), too. One JSON object a line with id, doc, text, core, also, where
                            core and also list [affiliation, target, stance]; docs/gold.md describes it
  out=DIR                   output directory; without it, a new one under runs/score
  target=[...] model=...    as in `stance label --help`
  resamples=2000 seed=0     bootstrap
  rows=20                   how many errors to list

All options: configs/score.yaml.
"""

RUN_HELP = """\
stance run experiment=NAME [out=DIR] [name=value ...]
stance run dataset=[NAME,FILE.yaml] model=NAME [name=value ...]

One call is one experiment with one seed: read data, divide, train, predict, score, report.

  experiment=NAME           shipped ones are
{experiments}
  dataset=[NAME,FILE.yaml]  data sets, shipped ones or yaml files of your own; shipped are
{datasets}
  split=NAME                how they are divided (default: as released): {splits}
  model=NAME                {models};
                            or a run directory, a folder with a model, or a name on the hub
  model.NAME=VALUE          an option of the model, as in its yaml (configs/model)
  train={{dse:1.0,plv:0.5}}   which sets are trained on, and what a row of each counts
  test=[vast/test_zero]     which sets are tested on
  target=[NAME,FILE.yaml]   the codebook
  seed=1 resamples=1000     seed; bootstrap samples behind the intervals
  limit=200                 a try: at most so many rows of each split
  out=DIR                   run directory; without it, a new one under runs/run
  overwrite=true            replace a finished run in `out`
  -m                        sweep: `stance run -m experiment=dse model=majority,tfidf seed=1,2,3`; jobs at the same time
                            with hydra/launcher=joblib hydra.launcher.n_jobs=2, or submitit_slurm, ray; a search
                            for the best development macro-F1 with hydra/sweeper=optuna
  --cfg job                 show the whole configuration; --config-dir DIR adds configurations of your own

A run that was stopped goes on when the same command is given again with the same out. All options: configs/run.yaml.
"""

REPRODUCE_HELP = """\
stance reproduce RUN [out=DIR] [name=value ...]

Redoes a run from what its directory says, and says what differs: data, versions, machine, predictions, figures.

  RUN                       directory of a finished `stance run`
  out=DIR                   where it is redone; without it, a new directory beside RUN
  data=DIR                  folder of the data sets, if it is not where it was (default: $STANCE_DATA)
  tolerance=1e-6            largest difference of a figure that counts as the same

Exits with 0 if all figures agree, with 1 if not.
"""


COMPARE_HELP = """\
stance compare RUN... [baseline=NAME] [out=DIR] [name=value ...]

Puts finished runs side by side: mean and standard deviation over seeds, interval, significance against a baseline.

  RUN                       run directories, folders above them (sweeps), or patterns in quotes
  baseline=NAME             what the others are tested against: name of a model, or one of its run directories
  metric=macro_f1           the figure: macro_f1, micro_f1, f_avg, accuracy, mcc, brier, log_loss, "directed micro_f1",
                            "directed macro_f1"
  sets=[dse/test,vast]      sets, or data sets for all their test sets (default: all test sets)
  alpha=0.05                level of significance, after Holm's correction
  resamples=2000 permutations=10000 seed=0
                            bootstrap samples of documents, exchanges of the tests, and their seed
  out=DIR                   output directory; without it, a new one under runs/compare
  overwrite=true            replace a comparison in `out`

Writes comparison.md, .tex (booktabs), .csv, .svg, .png, .pdf, and learning curves where runs differ in train_rows.
All options: configs/compare.yaml.
"""


ANALYSE_HELP = """\
stance analyse LABELS... [out=DIR] [name=value ...]

Turns the labels of `stance label` into who stands where, how it moved, who stands together, and how sure one can be.

  LABELS                    outputs of `stance label`: directories, labels.jsonl or labels.csv
  actor=holder              count people and bodies one by one (default: affiliation, the state or body they act for)
  weight=score              count probabilities instead of labels
  only_actors=[IRN,USA] only_targets=[jcpoa] min_score=0.7 own=true
                            only these; own: only what a speaker says of its own stance
  by=[year,outlet]          further tables: outlet, year, half, quarter, month, day, periods, basis, official
  period=year window=3      of trends; difference_actors=null compares all that have one
  periods={before:2013-2014,deal:2015-07-14..2018-05-07}
                            your own, for by=[periods], period=periods, within=periods
  within=year               compare outlets, and actors, on what they say in the same year
  few=10                    cells of fewer records are marked
  cluster=document          what the bootstrap draws: document or outlet; also resamples=2000 level=0.95 seed=0
  coded=FILE.csv            a hand-coded sample to correct by (docs/correction.md); correction=ppi, dsl or confusion
  correct_by=[actor+period] regression=[year,outlet,actor]
                            corrected figures by two divisions at once; corrected coefficients
  two_mode.normalization=activity one_mode.qualifierAggregation=[congruence,conflict] duplicates=document
  network.timeWindow=years network.windowSize=2 network.start=2015 network.neutral=exclude
                            networks, with the options of the Discourse Network Analyzer (docs/networks.md)
  figures=[svg,png,pdf]     formats; [] for none. report=false: no report.html
  mixed=true                labels of different models may be mixed
  out=DIR                   output directory; without it, a new one under runs/analyse
  overwrite=true            replace an analysis in `out`

docs/findings.md describes every file. All options: configs/analyse.yaml.
"""

REPORT_HELP = """\
stance report LABELS... [out=DIR] [name=value ...]

Writes report.html, one page that opens without a network: sentences with their holders, targets and evidence, and who
stands where, how it moved and who stands together, with intervals.

  LABELS                    outputs of `stance label`: directories, labels.jsonl or labels.csv
  actor=holder weight=score period=month few=10 cluster=outlet level=0.9 own=true only_actors=[IRN,USA] ...
                            all that `stance analyse` is told, but for by, figures, report and rows
  coded=FILE.csv            a hand-coded sample: figures as labelled stand beside corrected ones
  out=DIR                   output directory; without it, a new one under runs/report
  overwrite=true            replace a page in `out`

All options: configs/report.yaml and configs/analyse.yaml, which it takes over.
"""


SAMPLE_HELP = """\
stance sample LABELS... [n=240] [out=sample.csv] [name=value ...]

Draws sentences to be coded by hand, each with a recorded probability, those without a label too. With the column gold
filled in (favor, against, neutral or none), the file corrects findings: stance analyse LABELS coded=sample.csv

  LABELS                    output directories of `stance label`
  n=240 seed=0              how many are drawn; the seed of the draw
  only_targets=[jcpoa]      of these only
  actor=holder own=true mixed=true
                            as in the analysis that is to be corrected
  unsure=0.5                towards 1, more of the records of which the model is unsure
  texts=false               do not read the documents again: no sentences in the file, and none drawn for what they name
  out=FILE                  the file; overwrite=true replaces it

docs/correction.md tells how to code. All options: configs/sample.yaml.
"""


def help_of(command: str) -> str:
    """The help text of a command."""
    import textwrap

    from stance.paths import CONFIG_DIR

    groups = ("target", "model", "experiment", "dataset", "split")
    names = {group: sorted(path.stem for path in (CONFIG_DIR / group).glob("*.yaml")) for group in groups}

    def listed(group: str) -> str:
        return textwrap.fill(", ".join(names[group]), 100, initial_indent=" " * 28, subsequent_indent=" " * 28)

    texts = {
        "label": LABEL_HELP,
        "score": SCORE_HELP,
        "run": RUN_HELP,
        "reproduce": REPRODUCE_HELP,
        "compare": COMPARE_HELP,
        "analyse": ANALYSE_HELP,
        "report": REPORT_HELP,
        "sample": SAMPLE_HELP,
        "check": "stance check: check every shipped configuration\n",
    }
    return texts[command].format(
        targets=listed("target"),
        models=textwrap.fill(", ".join(names["model"]), 92, subsequent_indent=" " * 28),
        experiments=listed("experiment"),
        datasets=listed("dataset"),
        splits=textwrap.fill(", ".join(names["split"]), 76, subsequent_indent=" " * 28),
    )
