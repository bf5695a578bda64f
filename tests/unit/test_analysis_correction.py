"""Corrected intervals hold the truth as often as they say, those of the labels alone do not; by simulation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from corpora_of_pairs import DOCUMENTS, LENGTH, SHARES, drawn

from stance.analysis.coded import CodedUnit
from stance.analysis.correction import CorrectedCell, corrected
from stance.analysis.correction_regression import regression
from stance.analysis.equations import fit
from stance.analysis.pairing import Pairs, paired
from stance.analysis.rows import Rows, rows_of
from stance.analysis.sampling import FrameDocument, draw_sample, frame_of
from stance.analysis.totals import Totals, Triple, confusion, difference, figures
from stance.errors import ConfigError, InputError
from stance.types import Label, StanceRecord

REPEATS = 300
# Of 300 intervals at 95 per cent, fewer than 271 or more than 297 hold the truth in one case of 1,000 (binomial).
NOMINAL = (271, 298)
STANCES = SHARES[:3] / SHARES[:3].sum()
TRUE = {"favor": STANCES[0], "against": STANCES[1], "net": STANCES[0] - STANCES[1]}


def by_rates(pairs: Pairs) -> Totals:
    found = confusion(pairs, np.ones(len(pairs), dtype=np.bool_), np.full(DOCUMENTS, float(LENGTH)))
    assert isinstance(found, Totals)
    return found


def holds(interval: Triple, truth: float) -> bool:
    _, low, high = interval
    return low is not None and high is not None and low <= truth <= high


def coverage(estimate: Callable[[Pairs], Totals], **options: Any) -> dict[str, int]:
    """How many of the intervals hold the truth; of the number of stances, that of the corpus at hand."""
    counts = dict.fromkeys([*TRUE, "pairs"], 0)
    for seed in range(REPEATS):
        pairs, totals = drawn(seed, **options)
        found, _ = figures(estimate(pairs))
        for name, truth in {**TRUE, "pairs": totals.sum()}.items():
            counts[name] += holds(found[name], float(truth))
    return counts


@pytest.mark.parametrize("method", ["ppi", "dsl"])
@pytest.mark.parametrize(
    "options", [{"n": 400}, {"n": 400, "strata": True}, {"n": 400, "unequal": False, "differing": False}]
)
def test_corrected_intervals_cover(method: Any, options: dict[str, Any]) -> None:
    counts = coverage(lambda pairs: difference(pairs, method), **options)
    assert all(NOMINAL[0] <= count <= NOMINAL[1] for count in counts.values()), counts


def test_intervals_by_error_rates_cover_where_the_rates_are_everywhere_the_same() -> None:
    counts = coverage(by_rates, n=400, differing=False)
    assert all(count >= NOMINAL[0] for count in counts.values()), counts


def test_intervals_of_the_labels_alone_do_not_cover() -> None:
    counts = coverage(lambda pairs: difference(pairs, "none"), n=400)
    assert all(count < 0.3 * REPEATS for count in counts.values()), counts


def test_rates_of_all_documents_do_not_correct_documents_that_differ_but_a_difference_does() -> None:
    sizes = np.where(np.arange(DOCUMENTS) % 2 == 0, float(LENGTH), 0.0)
    counts = {"confusion": 0, "dsl": 0}
    for seed in range(100):
        pairs, _ = drawn(seed, n=1200)
        odd = pairs.documents % 2 == 0
        of_rates = confusion(pairs, odd, sizes)
        assert isinstance(of_rates, Totals)
        counts["confusion"] += holds(figures(of_rates)[0]["favor"], TRUE["favor"])
        counts["dsl"] += holds(figures(difference(pairs.where(odd), "dsl"))[0]["favor"], TRUE["favor"])
    assert counts["dsl"] >= 88 > counts["confusion"] + 5, counts


def test_tuning_does_not_lose_and_useless_labels_do_no_harm() -> None:
    widths: dict[str, list[float]] = {"ppi": [], "dsl": []}
    tunings = []
    for seed in range(40):
        pairs, _ = drawn(seed, n=400)
        generator = np.random.default_rng(seed)
        noise = np.eye(4)[generator.integers(0, 4, size=len(pairs))][:, :3]
        useless = Pairs(
            predicted=noise, gold=pairs.gold, coded=pairs.coded, probability=pairs.probability,
            documents=pairs.documents, strata=pairs.strata,
        )  # fmt: skip
        for method, found in widths.items():
            _, low, high = figures(difference(useless, method))[0]["net"]  # type: ignore[arg-type]
            assert low is not None
            assert high is not None
            found.append(high - low)
        tunings.append((difference(useless, "ppi").tuning, difference(pairs, "ppi").tuning))
    assert np.mean(widths["ppi"]) < 0.8 * np.mean(widths["dsl"])
    of_useless, of_useful = np.mean(tunings, axis=0)
    assert of_useless < 0.2
    assert of_useful > 0.5
    assert 0 <= np.min(tunings) <= np.max(tunings) <= 1


def regressed(seed: int, *, n: int = 400, slope: float = 0.8) -> dict[str, npt.NDArray[Any]]:
    """A yes or no that depends on a covariate of the document, with labels whose errors depend on it, too."""
    generator = np.random.default_rng(seed)
    documents = np.repeat(np.arange(300), 10)
    covariate = generator.normal(size=300)[documents]
    gold = generator.uniform(size=3000) < 1 / (1 + np.exp(-(-0.5 + slope * covariate)))
    wrong = generator.uniform(size=3000) < np.where(covariate > 0, 0.35, 0.10)
    predicted = (gold ^ wrong).astype(float)
    probability = np.where(predicted > 0, 1.5, 1.0)
    probability *= n / probability.sum()
    coded = generator.uniform(size=3000) < probability
    return {
        "predicted": predicted, "gold": gold.astype(float), "x": np.column_stack([np.ones(3000), covariate]),
        "weights": np.where(coded, 1 / probability, 0.0), "documents": documents,
    }  # fmt: skip


@pytest.mark.parametrize(("method", "covers"), [("ppi", True), ("dsl", True), ("none", False)])
def test_coefficients_of_a_logistic_regression_cover_only_when_corrected(method: Any, covers: bool) -> None:
    count = 0
    for seed in range(REPEATS):
        found = fit(**regressed(seed), family="logistic", method=method)
        assert found is not None
        error = math.sqrt(float((found.errors[:, 1] ** 2).sum()))
        count += abs(found.coefficients[1] - 0.8) < 1.96 * error
    assert NOMINAL[0] <= count <= NOMINAL[1] if covers else count < 0.3 * REPEATS, count


def test_uncorrected_fits_are_those_of_statsmodels_with_clusters() -> None:
    models = pytest.importorskip("statsmodels.api")
    data = regressed(1)
    for family, model in (("linear", models.OLS), ("logistic", models.Logit)):
        options = {"disp": 0} if family == "logistic" else {}
        theirs = model(data["predicted"], data["x"]).fit(
            cov_type="cluster", cov_kwds={"groups": data["documents"], "use_correction": False}, **options
        )
        ours = fit(**data, family=family, method="none")  # type: ignore[arg-type]
        assert ours is not None
        assert ours.coefficients == pytest.approx(theirs.params, abs=1e-7)
        assert np.sqrt((ours.errors**2).sum(axis=0)) == pytest.approx(theirs.bse * (300 / 299) ** 0.5, rel=1e-5)


def test_a_fit_with_all_units_coded_is_that_of_the_codes() -> None:
    data = regressed(2)
    data["weights"] = np.ones(3000)
    truth = fit(**{**data, "predicted": data["gold"]}, family="logistic", method="none")
    found = fit(**data, family="logistic", method="dsl")
    assert truth is not None
    assert found is not None
    assert found.coefficients == pytest.approx(truth.coefficients)
    assert found.errors == pytest.approx(truth.errors)


def test_the_mean_is_that_of_ppi_python_where_units_are_drawn_alike_and_by_themselves() -> None:
    """ppi-python wants coded and other units apart and counts the coded ones once more; hence the tolerance."""
    library = pytest.importorskip("ppi_py")
    generator = np.random.default_rng(0)
    gold = (generator.uniform(size=50_000) < 0.3).astype(float)
    predicted = np.where(generator.uniform(size=50_000) < 0.2, 1 - gold, gold)
    coded = np.zeros(50_000, dtype=np.bool_)
    coded[:1000] = True
    options = {"alpha": 0.05, "lam": None}
    low, high = library.ppi_mean_ci(gold[coded], predicted[coded], predicted[~coded], **options)
    found = fit(
        predicted, gold, np.ones((50_000, 1)), weights=np.where(coded, 50.0, 0.0), documents=np.arange(50_000)
    )  # fmt: skip
    assert found is not None
    error = math.sqrt(float((found.errors**2).sum()))
    assert found.coefficients[0] == pytest.approx((low[0] + high[0]) / 2, abs=0.1 * error)
    assert 2 * 1.96 * error == pytest.approx(high[0] - low[0], rel=0.03)


def record(document: str, sentence: int, stance: Label, *, holder: str = "FRA", **given: Any) -> StanceRecord:
    values: dict[str, Any] = {
        "outlet": None, "published": "2018-05", "affiliation": holder, "target": "deal", "score": 0.9, **given
    }  # fmt: skip
    return StanceRecord(
        document_id=document, sentence_index=sentence, sentence="s", start=0, end=1, speaker=None, holder=holder,
        holder_name=holder, official=True, stance=stance, sentiment="neutral", basis="statement", cue=None, evidence=(),
        scores={label: 0.9 if label == stance else 0.05 for label in ("favor", "against", "neutral")}, model="m",
        target_sentiment="neutral", **values,
    )  # fmt: skip


def code(document: str, sentence: int, gold: Any, probability: float = 0.5, **given: Any) -> CodedUnit:
    return CodedUnit(**{
        "document_id": document, "sentence_index": sentence, "target": "deal", "holder": "FRA", "gold": gold,
        "probability": probability, **given,
    })  # fmt: skip


def one(rows: Rows, coded: list[CodedUnit], **given: Any) -> CorrectedCell:
    return corrected(rows, coded, **{"method": "dsl", "few": 2, **given})[0]


ROWS = rows_of([record("a", 0, "favor"), record("a", 1, "favor"), record("b", 0, "against"), record("c", 0, "favor")])


def test_a_total_is_the_labels_and_the_weighted_errors_that_the_coder_found() -> None:
    """By hand: one favor was no stance (weight 2), one stance against was missed (weight 10)."""
    coded = [code("a", 0, "none"), code("b", 0, "against"), code("c", 7, "against", 0.1)]
    cell = one(ROWS, coded)
    assert cell.pairs.value == pytest.approx(4 - 2 + 10)
    assert cell.favor.value == pytest.approx((3 - 2) / 12)
    assert cell.against.value == pytest.approx((1 + 10) / 12)
    assert cell.net.value == pytest.approx(-10 / 12)
    assert (cell.n, cell.n_coded, cell.documents) == (4, 3, 3)
    # Poisson sampling: (1 - p) / p**2 for each error, by as many degrees of freedom as they say.
    assert cell.pairs.low is not None
    assert cell.pairs.low == 0
    uncorrected = one(ROWS, [], method="none")
    assert (uncorrected.favor.value, uncorrected.n_coded) == (0.75, 0)


def test_a_coder_s_holder_is_found_by_actor_and_by_person() -> None:
    rows = rows_of([record("a", 0, "favor", holder="macron", affiliation="FRA"), record("b", 0, "favor")])
    for holder in ("FRA", "macron", None):
        assert paired(rows, [code("a", 0, "none", holder=holder)]).pairs.coded.tolist() == [True, False]
    assert paired(rows, [code("b", 9, "none", holder="macron")]).actors == ("FRA", "FRA", "FRA")
    assert paired(rows, [code("b", 9, "none", holder=None)]).actors[-1] is None
    both = rows_of([record("a", 0, "favor"), record("a", 0, "against", holder="IRN")])
    with pytest.raises(InputError, match="has records of FRA, IRN; write in the column holder"):
        paired(both, [code("a", 0, "none", holder=None)])
    with pytest.raises(InputError, match="is coded twice"):
        paired(rows, [code("a", 0, "none"), code("a", 0, "favor", holder="macron")])


def test_a_sample_of_another_corpus_is_refused_and_part_of_one_is_counted() -> None:
    with pytest.raises(InputError, match=r"none of its 1 documents \(z, ...\) is among those labelled"):
        corrected(ROWS, [code("z", 0, "favor")])
    with pytest.raises(InputError, match=r"no target of it \(talks\) is among those of the labels \(deal\)"):
        corrected(ROWS, [code("a", 0, "favor", target="talks")])
    coded = [code("a", 0, "favor"), code("b", 0, "favor"), code("z", 0, "favor")]
    cell = one(ROWS, coded, sentences={"a": 9, "b": 9, "c": 9})
    assert cell.n_coded == 2
    assert "1 coded units of other documents left out" in cell.flags


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"method": "pppi"}, "unknown method 'pppi'; did you mean 'ppi'"),
        ({"by": "decade"}, "unknown by 'decade'"),
        ({"level": 95}, "level=95 is not between 0 and 1"),
        ({"few": 1}, "few=1 is below 2"),
        ({"coded": []}, "method=ppi needs a coded sample; give coded=FILE"),
    ],
)
def test_an_option_that_is_not_possible_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        corrected(ROWS, given.pop("coded", [code("a", 0, "favor")]), **given)


def test_groups_with_few_codes_have_no_figures_and_say_so() -> None:
    rows = rows_of(
        [record(f"d{n:02}", 0, "favor" if n % 3 else "against", holder="FRA" if n < 30 else "IRN") for n in range(40)]
    )
    coded = [code(f"d{n:02}", 0, "favor" if n % 4 else "none", holder="FRA") for n in range(20)]
    coded += [code("d35", 0, "none", holder="IRN"), code("d36", 4, "none", holder=None)]
    whole, france, iran = corrected(rows, coded, method="ppi", by="actor", few=10)
    assert (whole.actor, france.actor, iran.actor) == ("all", "FRA", "IRN")
    assert (france.few, iran.few) == (False, True)
    assert iran.flags[0] == "too few coded"
    assert iran.net.value is None
    assert "1 coded units of nobody in particular count in no group" in france.flags
    assert "no stance in 1 coded units without a record: up to 2 may be missed" in whole.flags
    undated = corrected(rows_of([record("a", 0, "favor", published=None)]), [], method="none", by="year")
    assert [cell.group for cell in undated] == ["all", "unknown"]


@pytest.mark.parametrize("method", ["ppi", "dsl", "confusion", "none"])
@pytest.mark.parametrize("by", ["none", "actor", "outlet", "year"])
def test_no_cell_holds_a_nan_whatever_was_coded(method: Any, by: Any) -> None:
    cases = [
        (rows_of([]), []),
        (ROWS, [code(*place, "none", 1.0) for place in (("a", 0), ("a", 1), ("b", 0), ("c", 0))]),
        (ROWS.where(np.array([True, True, False, False])), [code("a", 0, "favor"), code("a", 1, "none")]),
        (ROWS, [code("a", 0, "favor"), code("a", 1, "against"), code("b", 0, "neutral"), code("c", 3, "none", 1e-6)]),
    ]  # fmt: skip
    for rows, coded in cases:
        if method != "none" and not coded:
            continue
        for cell in corrected(rows, coded, method=method, by=by, few=2):
            for figure in (cell.favor, cell.against, cell.neutral, cell.net, cell.pairs):
                assert all(value is None or math.isfinite(value) for value in (figure.value, figure.low, figure.high))
            assert cell.net.value is not None or cell.flags


def test_error_rates_need_every_class_and_correct_a_group_by_those_of_all() -> None:
    missing = one(ROWS, [code("a", 0, "favor"), code("b", 0, "against")], method="confusion")
    assert "no unit coded neutral or none" in missing.flags
    assert missing.net.value is None
    labels: tuple[Label, ...] = ("favor", "against", "neutral")
    rows = rows_of([record(f"d{n:02}", 0, labels[n % 3], published="2018" if n < 45 else "2019") for n in range(60)])
    # Every fourth favor is against in truth; all else is right.
    coded = [code(f"d{n:02}", 0, "against" if n % 12 == 0 else labels[n % 3], 1.0) for n in range(60)]
    coded += [code(f"d{n:02}", 1, "none", 1.0) for n in range(60)]
    cells = corrected(rows, coded, method="confusion", by="year", sentences={f"d{n:02}": 2 for n in range(60)})
    assert [cell.group for cell in cells] == ["all", "2018", "2019"]
    assert cells[0].against.value == pytest.approx(25 / 60)
    assert cells[0].pairs.value == pytest.approx(60)
    assert cells[2].flags == ("error rates of all groups",)


def test_a_regression_is_told_by_names_and_leaves_out_what_has_no_value() -> None:
    generator = np.random.default_rng(0)
    records, coded = [], []
    for number in range(200):
        document = f"d{number:03}"
        for sentence in range(3):
            truth: Label = "favor" if generator.uniform() < 0.3 + 0.4 * (number >= 100) else "against"
            label: Label = truth if generator.uniform() < 0.8 else "favor"
            records.append(record(document, sentence, label))
            if generator.uniform() < 0.5:
                coded.append(code(document, sentence, truth))
        if generator.uniform() < 0.1:
            coded.append(code(document, 8, "none", 0.1))
    years = {f"d{number:03}": 2010.0 + 10 * (number >= 100) for number in range(199)}
    found = regression(rows_of(records), coded, target="deal", covariates={"year": years})
    assert [c.name for c in found.coefficients] == ["intercept", "year"]
    slope = found.coefficients[1]
    assert slope.low < 0.08 < slope.high  # net stance rises from -0.4 to 0.4 in ten years
    assert slope.p < 0.001
    assert any(flag.endswith("units without a covariate left out") for flag in found.flags)
    good, bad = regressed(0), regressed(0)
    bad["predicted"] = generator.permutation(bad["predicted"])
    tunings = [getattr(fit(**data, method="ppi"), "tuning", -1) for data in (bad, good)]
    assert 0 <= tunings[0] < 0.1, tunings
    assert 0.3 < tunings[1] <= 1, tunings
    odds = regression(
        rows_of(records), coded, target="deal", covariates={"year": years}, outcome="favor", family="logistic"
    ).coefficients[1]
    assert odds.low < 2 * math.log(7 / 3) / 10 < odds.high
    few = regression(rows_of(records), coded[:9], target="deal", covariates={"year": years})
    assert (few.coefficients, "too few coded" in few.flags) == ((), True)
    for given, message in (
        ({"family": "logistic"}, "outcome=net has three values"),
        ({"covariates": {"year": dict.fromkeys(years, 2010.0)}}, "covariate year is 2010 for all"),
        ({"covariates": {"year": {}}}, "no document has all of the covariates year"),
        ({"method": "confusion"}, "unknown method 'confusion'"),
        ({"target": "talks"}, "unknown target 'talks'"),
        ({"coded": []}, "needs a coded sample"),
    ):
        with pytest.raises(ConfigError, match=message):
            regression(
                rows_of(records), **{"coded": coded, "target": "deal", "covariates": {"year": years}, **given}
            )  # fmt: skip
    with pytest.raises(InputError, match="covariate year of document 'd000' is nan"):
        regression(rows_of(records), coded, target="deal", covariates={"year": {**years, "d000": math.nan}})


def test_from_drawing_to_correcting_the_intervals_cover() -> None:
    """The whole way over records: a fixed sample by strata and doubt, of which each replicate is coded anew."""
    generator = np.random.default_rng(5)
    documents = [FrameDocument(f"d{number:03}", 30, "FRA", None, "2018") for number in range(150)]
    truth, records, mentions = {}, [], []
    for document in documents:
        leaning = generator.beta(2, 3)
        for sentence in range(6):  # the others say nothing of the target
            said: Any = generator.choice(["favor", "against", "none"], p=[0.5 * leaning, 0.5 * (1 - leaning), 0.5])
            truth[document.id, sentence] = said
            missed = generator.uniform() < (0.4 if said == "against" else 0.1)
            if (said != "none" and not missed) or generator.uniform() < 0.1:
                sure = generator.uniform(0.4, 1)
                label = said if said != "none" and generator.uniform() < sure else "favor"
                records.append(record(document.id, sentence, label, score=sure))
            mentions.append((document.id, sentence, "deal"))
    frame = frame_of(documents, targets=["deal"], records=records, mentions=mentions)
    rows = rows_of(records)
    total = sum(said != "none" for said in truth.values())
    net = sum({"favor": 1, "against": -1, "none": 0}[said] for said in truth.values()) / total
    counts = {"ppi": 0, "dsl": 0, "none": 0, "pairs": 0}
    for seed in range(100):
        sample = draw_sample(frame, n=250, seed=seed)
        coded = [
            code(u.document_id, u.sentence_index, truth.get((u.document_id, u.sentence_index), "none"), u.probability,
                 stratum=u.stratum)
            for u in sample
        ]  # fmt: skip
        for method in ("ppi", "dsl", "none"):
            cell = one(rows, coded, method=method, sentences={document.id: 30 for document in documents})
            counts[method] += holds((cell.net.value, cell.net.low, cell.net.high), net)
            if method == "dsl":
                counts["pairs"] += holds((cell.pairs.value, cell.pairs.low, cell.pairs.high), total)
    assert min(counts["ppi"], counts["dsl"], counts["pairs"]) >= 88, counts
    assert counts["none"] < 30, counts


def test_units_that_are_all_alike_have_no_interval() -> None:
    values: dict[str, Any] = dict.fromkeys(("holder", "holder_name", "affiliation", "speaker"), "IRN")
    values |= {"outlet": None, "published": "2020", "sentence_index": 0, "sentence": "x", "start": 0, "end": 1}
    values |= {"official": True, "target": "jcpoa", "stance": "favor", "score": 1.0, "basis": "statement", "cue": None}
    values |= {"sentiment": "neutral", "target_sentiment": "neutral", "evidence": (), "model": "m"}
    values["scores"] = {"favor": 1.0, "against": 0.0, "neutral": 0.0}
    records = [StanceRecord(document_id=f"d{n}", **values) for n in range(40)]
    coded = [
        CodedUnit(document_id=f"d{n}", sentence_index=0, target="jcpoa", holder="IRN", gold="favor", probability=1.0)
        for n in range(40)
    ]
    cell = corrected(rows_of(records), coded)[0]
    assert (cell.net.value, cell.net.low, cell.net.high) == (1.0, None, None)
    assert "no variation" in cell.flags
    # Where the labels vary and the codes do not, what is left of the variation is next to nothing, and no interval.
    wrong = {"stance": "against", "scores": {"favor": 0.0, "against": 1.0, "neutral": 0.0}}
    mixed = [StanceRecord(document_id=f"d{n}", **(values | (wrong if n % 4 == 0 else {}))) for n in range(60)]
    cell = corrected(rows_of(mixed), coded)[0]
    assert cell.net.value == pytest.approx(1.0)
    assert (cell.net.low, cell.net.high) == (None, None)
    assert "no variation" in cell.flags
