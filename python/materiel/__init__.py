"""Reads public reporting on arms transfers: texts into claims, with the words that say each value."""

from ._materiel import __version__, extract, extract_batch

__all__ = ["KNOWLEDGE", "SCHEMA", "__version__", "extract", "extract_batch"]


def __getattr__(name):
    # Made when they are asked for: one reads all of the knowledge, the other needs pyarrow.
    from . import _materiel

    if name == "KNOWLEDGE":
        value = _materiel.knowledge()
    elif name == "SCHEMA":
        value = _materiel.schema()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value
