"""Documents in, their claims out, with Spark.

    python spark_crawl.py DOCUMENTS.parquet CLAIMS [--master spark://HOST:7077] [--tasks 16]

DOCUMENTS has the columns `id` and `text` and, as far as there are, `url`, `title`, `published` and `source`; CLAIMS becomes a folder of Parquet files with the
columns of `materiel.SCHEMA`. The wheel must be installed where Spark's workers run. A worker that is lost costs time and nothing else: Spark has its tasks done again.
"""

import argparse
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

import materiel


def session(master):
    # Workers run the Python that this one names: its path here, unless they are told another.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("materiel").master(master).config("spark.ui.enabled", "false")
    return builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "200").getOrCreate()


def read(spark, documents, claims, tasks):
    def claims_of(batches):
        for batch in batches:
            yield materiel.extract_batch(batch)

    table = spark.read.parquet(documents).repartition(tasks)
    table.mapInArrow(claims_of, from_arrow_schema(materiel.SCHEMA)).write.mode("overwrite").parquet(claims)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents")
    parser.add_argument("claims")
    parser.add_argument("--master", default="local[*]")
    parser.add_argument("--tasks", type=int, default=16)
    given = parser.parse_args()
    spark = session(given.master)
    read(spark, given.documents, given.claims, given.tasks)
    spark.stop()
