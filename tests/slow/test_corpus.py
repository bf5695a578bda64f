"""The whole chain over every speech of the UN General Debate that there is: it never fails, and memory stays flat."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.data]

# In a process of its own, so that its peak of memory is the chain's and not that of the tests before.
LABEL_ALL = """
import json, re, resource, sys, tarfile
import stance
from stance.pipeline import MISSION_TARGETS, build_chain
from stance.targets import load_targets

def speeches(archives):
    for archive in archives:
        with tarfile.open(archive) as tar:
            for member in tar:
                match = re.fullmatch(r"(?:.*/)?(([A-Z]{2,4})_\\d+_(\\d{4}))\\.txt", member.name)
                file = tar.extractfile(member) if match else None
                if match and file:
                    text = file.read().decode("utf-8-sig")
                    yield stance.Document(id=match[1], text=text, speaker=match[2], published=match[3])

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)

chain = build_chain(load_targets(MISSION_TARGETS), stance.load_model("lexicon"))
counts = {"speeches": 0, "sentences": 0, "records": 0, "own": 0, "odd": 0}
peaks = []
for speech in speeches(sys.argv[1:]):
    labelled = chain.label(speech)
    counts["speeches"] += 1
    counts["sentences"] += len(labelled.sentences)
    counts["records"] += len(labelled.records)
    counts["own"] += any(record.affiliation == speech.speaker for record in labelled.records)
    for record in labelled.records:
        whole = speech.text[record.start : record.end] == record.sentence
        inside = all(0 <= start < end <= len(speech.text) for start, end in record.evidence)
        counts["odd"] += not (whole and inside and abs(sum(record.scores.values()) - 1) < 1e-6)
    if counts["speeches"] % 100 == 0:
        peaks.append(peak())
print(json.dumps(counts | {"peaks": peaks}))
"""


def test_all_speeches_with_flat_memory() -> None:
    folder = os.environ.get("STANCE_DATA")
    if not folder:
        pytest.skip("STANCE_DATA is not set; it names the folder with the public data sets")
    archives = sorted(Path(folder, "ungdc").glob("*.tar.gz"))
    if not archives:
        pytest.skip("ungdc/*.tar.gz is not in STANCE_DATA")
    command = [sys.executable, "-c", LABEL_ALL, *map(str, archives)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["odd"] == 0, "every record is a sentence of its speech, with evidence inside and probabilities"
    assert found["sentences"] > 50 * found["speeches"]
    assert found["records"] > found["own"] > 0.2 * found["speeches"]  # the mission's targets come up in every session
    peaks = found["peaks"]
    assert len(peaks) > 10, "too few speeches to tell whether memory grows"
    assert peaks[-1] - peaks[len(peaks) // 3] < 32, f"MiB after each hundred speeches: {peaks}"
