"""Batches and tables of Arrow: what the program says, and what is wrong with what was given."""

import json
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pytest

import materiel

TEXT = "Poland ordered 32 F-35A fighter jets from the United States on Monday, the ministry of defence said."
FIELDS = ["id", "text", "url", "title", "published", "source"]


def claims(made):
    rows = made.to_pylist()
    assert all(row["error"] is None for row in rows)
    return [json.loads(row["json"]) for row in rows]


@pytest.fixture(scope="module")
def table(reports):
    return pa.table({name: pa.array([report.get(name) for report in reports], pa.string()) for name in FIELDS})


def test_it_says_what_the_program_says(reports, told, table):
    [batch] = table.to_batches()
    made = materiel.extract_batch(batch)
    assert isinstance(made, pa.RecordBatch) and made.schema == materiel.SCHEMA
    assert claims(made) == told(reports)


def test_a_table_of_many_batches_is_a_table_of_claims(reports, told, table):
    parts = pa.Table.from_batches(table.to_batches(max_chunksize=7))
    made = materiel.extract_batch(parts)
    assert isinstance(made, pa.Table) and made.schema == materiel.SCHEMA
    assert claims(made) == told(reports)


def test_the_columns_say_what_the_claim_says():
    batch = pa.record_batch({"id": ["a"], "text": [TEXT], "published": [None], "url": ["https://a.org/"], "other": [{"x": 1}]})
    [row] = materiel.extract_batch(batch).to_pylist()
    told = (row["label"], row["url"], row["kind"], row["stage"], row["recipient"], row["supplier"], row["quantity"], row["error"])
    assert told == ("a", "https://a.org/", "transfer", "contracted", "PL", "US", 32, None)
    assert TEXT.encode()[row["start"] : row["end"]].decode() == row["quote"]
    assert 0 < row["confidence"] <= 1


def test_what_cannot_be_read_has_its_reason():
    batch = pa.record_batch({"id": ["a", "b", None], "text": [TEXT, None, TEXT], "published": ["2024-01-11", None, "soon"]})
    for given in (batch, pa.Table.from_batches([batch.slice(0, 1), batch.slice(1)])):
        rows = materiel.extract_batch(given).to_pylist()
        rows.sort(key=lambda row: row["label"])
        assert [(row["label"], row["kind"]) for row in rows] == [("a", "transfer"), ("b", None), ("row:3", None)]
        assert rows[0]["date"] == "2024-01-08" and rows[0]["error"] is None
        assert "no `text`" in rows[1]["error"] and "soon" in rows[2]["error"]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()), pa.binary()])
def test_text_may_be_of_any_type_for_text(kind):
    batch = pa.record_batch([pa.array([TEXT]).cast(kind), pa.array([7]), pa.array([19_733], pa.int32()).cast(pa.date32())], names=["text", "id", "published"])
    [row] = materiel.extract_batch(batch).to_pylist()
    assert (row["label"], row["date"]) == ("7", "2024-01-08")


def test_nothing_gives_nothing():
    text = pa.schema({"text": pa.string()})
    for empty in (text.empty_table(), pa.Table.from_batches([], schema=text), pa.RecordBatch.from_pylist([], schema=text)):
        made = materiel.extract_batch(empty)
        assert type(made) is type(empty) and made.num_rows == 0 and made.schema == materiel.SCHEMA


@pytest.mark.parametrize(
    ("batch", "error", "words"),
    [
        (pa.record_batch({"body": [TEXT]}), ValueError, "`body`"),
        (pa.table({"body": [TEXT]}), ValueError, "`body`"),
        (pa.schema({"body": pa.string()}).empty_table(), ValueError, "`body`"),
        (pa.record_batch({"text": [[TEXT]]}), ValueError, "`text` holds"),
        (pa.record_batch({"text": [TEXT], "published": [{"day": 1}]}), ValueError, "`published` holds"),
        (pa.array([TEXT]), TypeError, "[Ss]truct"),
        (TEXT, TypeError, "not str"),
        ([{"text": TEXT}], TypeError, "not list"),
        (None, TypeError, "not NoneType"),
    ],
)
def test_what_is_wrong_is_said(batch, error, words):
    with pytest.raises(error, match=words):
        materiel.extract_batch(batch)


def test_other_threads_run_meanwhile():
    batch = pa.record_batch({"text": [f"{TEXT} It is the {number}th." for number in range(600)]})
    spans = []

    def read():
        began = time.monotonic()
        materiel.extract_batch(batch)
        spans.append((began, time.monotonic()))

    thread = threading.Thread(target=read)
    thread.start()
    turns = []
    while thread.is_alive():
        turns.append(time.monotonic())
        time.sleep(0.001)
    thread.join()
    [(began, ended)] = spans
    # Where the lock is held there is no turn within the call, but at its edges.
    inside = [at for at in turns if began + 0.1 * (ended - began) < at < ended - 0.1 * (ended - began)]
    assert ended - began > 0.05 and len(inside) >= 10, (ended - began, len(inside))


def test_many_threads_read_the_same(reports, told, table):
    [batch] = table.to_batches()
    made = [None] * 4

    def read(at):
        made[at] = materiel.extract_batch(batch)

    threads = [threading.Thread(target=read, args=(at,)) for at in range(len(made))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = told(reports)
    assert all(claims(one) == wanted for one in made)


def test_without_pyarrow_texts_are_read_and_batches_say_what_is_missing():
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        f"import materiel; assert len(materiel.extract({TEXT!r})) == 1\n"
        "for ask in (lambda: materiel.SCHEMA, lambda: materiel.extract_batch(None)):\n"
        "    try: ask()\n"
        "    except ModuleNotFoundError as error: assert 'materiel[arrow]' in str(error), error\n"
        "    else: raise SystemExit('no error')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
