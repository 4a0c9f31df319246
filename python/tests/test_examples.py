"""The examples are run: what they make is what the program says, also where Spark loses a worker in mid-run."""

import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import counted

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "examples"
FIELDS = ["id", "text", "url", "title", "published", "source"]
TASKS = 12


def written(path, reports, times):
    """The reports so many times over, each with an id of its own."""
    rows = [{**report, "id": f"{report['id']}/{turn}"} for turn in range(times) for report in reports]
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in FIELDS}), path)
    return rows


def found(folder):
    rows = [row for part in sorted(folder.glob("*.parquet")) for row in pq.read_table(part).to_pylist()]
    assert all(row["error"] is None for row in rows)
    return [json.loads(row["json"]) for row in rows]


def test_daft_says_what_the_program_says(reports, told, tmp_path):
    rows = written(tmp_path / "documents.parquet", reports, 2)
    subprocess.run([sys.executable, EXAMPLES / "daft_crawl.py", tmp_path / "documents.parquet", tmp_path / "claims"], check=True)
    assert counted(found(tmp_path / "claims")) == counted(told(rows))


def executors(java):
    """The processes in which Spark's workers work, below its own."""
    listed = subprocess.run(["ps", "-eww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    parts = [line.split(None, 2) for line in listed]
    below = {java}
    for _ in parts:
        more = {int(pid) for pid, parent, *_ in parts if int(parent) in below} - below
        if not more:
            break
        below |= more
    return [int(pid) for pid, _, *words in parts if int(pid) in below and "executor.CoarseGrainedExecutorBackend" in "".join(words)]


def test_spark_says_what_the_program_says_though_it_loses_a_worker(reports, told, tmp_path):
    about = importlib.util.spec_from_file_location("spark_crawl", EXAMPLES / "spark_crawl.py")
    example = importlib.util.module_from_spec(about)
    about.loader.exec_module(example)
    rows = written(tmp_path / "documents.parquet", reports, 60)
    spark = example.session("local-cluster[2,1,1024]")
    try:
        context, broken = spark.sparkContext, []

        def job():
            try:
                example.read(spark, str(tmp_path / "documents.parquet"), str(tmp_path / "claims"), TASKS)
            except BaseException as error:
                broken.append(error)

        thread = threading.Thread(target=job)
        thread.start()
        # In mid-run: some of the tasks that read are done, and more are not.
        done, killed = 0, None
        while thread.is_alive() and killed is None:
            stages = [context.statusTracker().getStageInfo(stage) for stage in context.statusTracker().getActiveStageIds()]
            done = max((stage.numCompletedTasks for stage in stages if stage and stage.numTasks == TASKS), default=0)
            if 2 <= done <= TASKS / 2:
                workers = executors(context._gateway.proc.pid)
                assert len(workers) == 2, workers
                killed = workers[0]
                os.kill(killed, signal.SIGKILL)
            time.sleep(0.05)
        thread.join()
        assert not broken, broken
        assert killed is not None, "the job was over before a worker could be killed"
    finally:
        spark.stop()
    assert counted(found(tmp_path / "claims")) == counted(told(rows))
