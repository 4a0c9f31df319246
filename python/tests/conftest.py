"""The repository's own reports, and what the program `materiel` reads in them."""

import collections
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def counted(claims):
    """Claims as a multiset, whatever their order."""
    return collections.Counter(json.dumps(claim, sort_keys=True) for claim in claims)


@pytest.fixture(scope="session")
def reports():
    with open(ROOT / "corpus/reports.jsonl", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    assert len(found) > 50
    return found


@pytest.fixture(scope="session")
def program():
    """The program that MATERIEL_PROGRAM names, else the one that is built for release."""
    found = pathlib.Path(os.environ.get("MATERIEL_PROGRAM") or ROOT / "target/release/materiel")
    assert found.exists(), f"{found}: build it, or name another in MATERIEL_PROGRAM"
    return found


@pytest.fixture(scope="session")
def told(program, tmp_path_factory):
    """What the program says of documents: their claims, in order."""

    def told(documents):
        file = tmp_path_factory.mktemp("told") / "documents.jsonl"
        file.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
        ran = subprocess.run([program, "extract", file], capture_output=True, check=True)
        claims = [json.loads(line) for line in ran.stdout.splitlines()]
        assert claims
        return claims

    return told
