"""Every argument is a path, an option or a mistake that is named; paths and texts arrive as they were typed."""

from __future__ import annotations

import os
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stance.arguments import Options, parse, path_exists, pattern_matches
from stance.config import composed_config, known_options
from stance.errors import ConfigError
from stance.sealing import seal, split_list, unsealed, unsealed_within

OPTIONS = Options(
    keys=frozenset(
        {"input", "out", "seed", "columns", "outlet", "target_text", "target_files", "actor_files", "codebook"}
    ),
    nested={"columns": frozenset({"text", "title"})},
    groups={"target": ["jcpoa", "us_unilateralism"], "model": ["lexicon", "embedded"], "actors": ["default"]},
)
ODD = [
    "a b.txt",
    "[x].txt",
    "it's.txt",
    "$HOME.txt",
    "${oc.env:HOME}",
    "{a}.txt",
    "a=b.txt",
    "a,b.txt",
    "Äußerung «1».txt",
    "./-x.txt",
    "null",
    "true",
    "1e5",
    "back\\slash",
    'quo"te',
    "\\${x}",
    "verbatim:x",
    "new\nline",
    "~/x",
    "%41.txt",
    "a\udcff.txt",
]


def parsed(*arguments: str, existing: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(map(unsealed_within, parse(arguments, OPTIONS, exists=set(existing).__contains__).overrides))


@given(st.text())
@example("verbatim:verbatim:")
@example("\ud800")
def test_sealing_is_undone(text: str) -> None:
    assert unsealed(seal(text)[1:-1]) == text
    assert set(seal(text)) <= set(string.ascii_letters + string.digits + '":%/._-~')


paths = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20)
tricky = st.text(st.sampled_from("a1 .,:;=$(){}[]\\'\"~+-*%@#!&|<>?^`\t\n/"), min_size=1, max_size=12)


@given(st.lists(st.one_of(paths, tricky, st.sampled_from(ODD)), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(ODD)
def test_any_path_goes_through_hydra_unharmed(names: list[str]) -> None:
    overrides = parse(["target=[]", "--", *names], known_options("label")).overrides
    assert unsealed(composed_config("label", overrides))["input"] == names


@pytest.mark.parametrize("name", ODD)
def test_an_existing_file_is_a_path_whatever_its_name(name: str) -> None:
    assert unsealed(parse([name], OPTIONS, exists=name.__eq__).overrides[0].removeprefix("input=")[2:-2]) == name


def test_options_and_paths_are_told_apart() -> None:
    assert parsed("a.txt", "seed=3", "-", "dir/b=c.txt") == ("seed=3", "input=[a.txt,-,dir/b=c.txt]")
    assert parsed("columns.text=body", "hydra.verbose=true", "codebook.jcpoa.aliases=[x]") == (
        "columns.text=body",
        "hydra.verbose=true",
        "codebook.jcpoa.aliases=[x]",
    )
    assert parsed("+seed=3", "++outlet.x=4") == ("+seed=3", "++outlet.x=4")


def test_a_known_option_wins_over_a_file_of_that_name_and_an_unknown_one_is_a_file() -> None:
    assert parsed("seed=3", existing=("seed=3",)) == ("seed=3",)
    assert parsed("x=3.txt", existing=("x=3.txt",)) == ("input=[x=3.txt]",)
    assert parsed("columns.csv=3", existing=("columns.csv=3",)) == ("input=[columns.csv=3]",)


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("targt=[jcpoa]", "misspelt option 'targt'; did you mean 'target'?"),
        ("columns.txt=body", "misspelt option 'columns.txt'; did you mean 'columns.text'?"),
        ("qqqqqq=1", "unknown option 'qqqqqq', and no file of that name"),
        ("target=[jcpao]", "unknown target 'jcpao'; did you mean 'jcpoa'?"),
        ("target=jcpao", "did you mean 'jcpoa'?"),
        ("model=lexicn", "unknown model 'lexicn'; did you mean 'lexicon'?"),
        ("target=the Paris Agreement", "target_text="),
        ("--multirn", "did you mean --multirun?"),
        ("--cfg", "--cfg needs a value"),
    ],
)
def test_mistakes_are_named_in_one_line(argument: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parsed(argument)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_input_takes_a_path_or_a_list() -> None:
    assert parsed("input=a,b.txt") == ("input=[a,b.txt]",)
    assert parse(["input=a,b.txt"], OPTIONS).overrides == (f"input=[{seal('a,b.txt')}]",)
    assert parse(["input=[a b.txt, 'c,d.txt']"], OPTIONS).overrides == (f"input=[{seal('a b.txt')},{seal('c,d.txt')}]",)
    assert parse(["input=[a]"], OPTIONS, exists="[a]".__eq__).overrides == (f"input=[{seal('[a]')}]",)
    assert parse(["c", "input=a"], OPTIONS).overrides == (f"input=[{seal('c')},{seal('a')}]",)


def test_texts_are_taken_verbatim() -> None:
    assert parsed("outlet=Press TV, Tehran") == ("outlet=Press TV, Tehran",)
    assert parsed("outlet=null", "target=[jcpoa]") == ("outlet=null", "target=[jcpoa]")
    assert parsed("target_text=the ${x} deal, as [they] say") == (
        "target_text=the ${x} deal, as [they] say",
        "target=[]",
    )
    assert parsed("target_text=[the deal, the accord]", "target=jcpoa") == (
        "target_text=[the deal,the accord]",
        "target=[jcpoa]",
    )


def test_own_files_stand_beside_shipped_names() -> None:
    assert parsed("target=[jcpoa,my/target.yaml]") == ("target=[jcpoa]", "target_files=[my/target.yaml]")
    assert parsed("target=mine.yaml") == ("target=[]", "target_files=[mine.yaml]")
    assert parsed("actors=[default,my actors.csv]") == ("actors=[default]", "actor_files=[my actors.csv]")
    assert parsed("target=[mine]", existing=("mine",)) == ("target=[]", "target_files=[mine]")


def test_sweeps() -> None:
    assert parsed("-m", "input=a.txt,b.txt", "seed=1,2") == ("input=[a.txt],[b.txt]", "seed=1,2")
    assert parsed("-m", "a,b.txt", "target=jcpoa,us_unilateralism") == (
        "target=[jcpoa],[us_unilateralism]",
        "input=[a,b.txt]",
    )
    assert parsed("-m", "input=a,b.txt", existing=("a,b.txt",)) == ("input=[a,b.txt]",)
    assert parsed("-m", "target=a.yaml,b.yaml") == ("target=[]", "target_files=[a.yaml],[b.yaml]")
    assert parsed("-m", "out=a,b") == ("out=a,b",)
    assert parse(["-m", "out=a,b"], OPTIONS).overrides == (f"out={seal('a,b')}",)
    with pytest.raises(ConfigError, match="a sweep takes names or files"):
        parsed("-m", "target=jcpoa,b.yaml")
    with pytest.raises(ConfigError, match="input is swept over"):
        parsed("-m", "c.txt", "input=a.txt,b.txt")


def test_deletions_and_flags() -> None:
    assert parsed("~seed") == ("~seed",)
    assert parsed("~home") == ("input=[~home]",)
    assert parse(["-m", "--cfg", "job", "--config-dir=x y"], OPTIONS).flags == (
        "-m",
        "--cfg",
        "job",
        "--config-dir",
        "x y",
    )
    assert parsed("--", "-m", "seed=3", "--") == ("input=[-m,seed=3,--]",)


@given(st.lists(st.text("abc .=", min_size=1).map(str.strip).filter(bool), max_size=4))
def test_a_list_is_split_at_its_commas(items: list[str]) -> None:
    assert split_list(", ".join(items)) == items


def test_patterns_count_as_existing_only_where_they_match(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert pattern_matches(os.fspath(tmp_path / "*.txt"))
    assert not pattern_matches(os.fspath(tmp_path / "*.csv"))
    assert not pattern_matches(os.fspath(tmp_path / "a.txt"))
    assert path_exists(os.fspath(tmp_path / "a.txt"))
    for text in ("x" * 100_000, "a\0b", "[" * 1000):
        assert not path_exists(text)
        assert not pattern_matches(text)


def test_a_list_is_no_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as a pattern, "[a,b]" would match the file "b"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").touch()
    assert parse(["input=[a,b]"], OPTIONS).overrides == (f"input=[{seal('a')},{seal('b')}]",)
    (tmp_path / "q=1.txt").touch()
    assert parse(["q=*.txt"], OPTIONS).overrides == (f"input=[{seal('q=*.txt')}]",)


def test_a_mapping_of_labels_replaces_that_of_the_data_set(tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    text = "# @package datasets.mine\n_target_: stance.data.tables.read_table\nlabel_set: {pro: favor, con: against}\n"
    (tmp_path / "dataset" / "mine.yaml").write_text(text, encoding="utf-8")
    known = known_options("run", [tmp_path])
    overrides = parse(["dataset=[mine]", "datasets.mine.label_set={yes: favor}"], known, bare=None).overrides
    search = f"hydra.searchpath=[file://{tmp_path}]"
    assert composed_config("run", [*overrides, search])["datasets"]["mine"]["label_set"] == {"yes": "favor"}
