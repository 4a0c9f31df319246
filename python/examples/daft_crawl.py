"""Documents in, their claims out, with Daft.

    python daft_crawl.py DOCUMENTS.parquet CLAIMS

DOCUMENTS has the columns `id`, `text`, `url`, `title`, `published` and `source`; CLAIMS becomes a folder of Parquet files with the columns of `materiel.SCHEMA`.
It runs on this machine, or on many: `daft.set_runner_ray()`.
"""

import argparse
import os

import daft
import pyarrow as pa
from daft import DataType

import materiel

FIELDS = ["id", "text", "url", "title", "published", "source"]
CLAIM = DataType.struct({field.name: DataType.from_arrow_type(field.type) for field in materiel.SCHEMA})


@daft.func(return_dtype=DataType.list(CLAIM))
def claims_of(*document):
    batch = pa.record_batch([pa.array([value], pa.string()) for value in document], names=FIELDS)
    return materiel.extract_batch(batch).to_pylist()


def read(documents, claims):
    table = daft.read_parquet(documents)
    made = table.select(claims_of(*(daft.col(name).cast(DataType.string()) for name in FIELDS)).alias("claim"))
    made = made.explode("claim").where(daft.col("claim").not_null())
    made.select(*(daft.col("claim").get(name).alias(name) for name in materiel.SCHEMA.names)).write_parquet(claims, write_mode="overwrite")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents")
    parser.add_argument("claims")
    given = parser.parse_args()
    read(given.documents, given.claims)
    # All is written. Daft's threads may still reach into a Python that is taking itself down, which ends in an abort: it is left as it is.
    os._exit(0)
