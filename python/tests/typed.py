"""What a checker of types must take, and what it must not: held by `test_types.py`, never run."""

import datetime
from typing import Any

import pyarrow
from typing_extensions import assert_type

import materiel

assert_type(materiel.extract("x", published=datetime.date(2024, 1, 11), id="a"), list[dict[str, Any]])
assert_type(materiel.KNOWLEDGE, str)
materiel.extract("x", published=2024)  # type: ignore[arg-type]
materiel.extract(b"x")  # type: ignore[arg-type]
materiel.extract("x", "2024-01-11")  # type: ignore[call-arg]
materiel.extract("x", day="2024-01-11")  # type: ignore[call-arg]
made: pyarrow.RecordBatch = materiel.extract_batch(pyarrow.record_batch({"text": ["x"]}))
