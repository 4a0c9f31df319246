import datetime
from typing import Any, Final, TypeVar

import pyarrow

__all__ = ["KNOWLEDGE", "SCHEMA", "__version__", "extract", "extract_batch"]

_Rows = TypeVar("_Rows", pyarrow.RecordBatch, pyarrow.Table)

__version__: Final[str]

KNOWLEDGE: Final[str]
"""The hash of the knowledge that texts are read with. Where it and the version are the same, the same text has the same claims."""

SCHEMA: Final[pyarrow.Schema]
"""The columns of what `extract_batch` gives."""

def extract(
    text: str,
    *,
    published: str | datetime.date | None = None,
    title: str | None = None,
    url: str | None = None,
    source: str | None = None,
    id: str = "text",
) -> list[dict[str, Any]]: ...
def extract_batch(batch: _Rows) -> _Rows: ...
