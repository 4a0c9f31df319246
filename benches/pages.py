#!/usr/bin/env python3
"""Main text, dates and speed of our reading of pages, beside Python's trafilatura and htmldate, in one run.

The three sets are public git repositories; give where clones of them lie (bare ones will do):

    cargo build --release -p materiel-source --example measure
    python3 benches/pages.py --articles CLONE --web CLONE --dates CLONE [--measure target/release/examples/measure]

articles: scrapinghub/article-extraction-benchmark (its own evaluate.py scores), web: Murrough-Foley/web-content-extraction-benchmark (articles of
the test split, its own word_f1), dates: adbar/htmldate (its evaluation set). A virtual environment with the Python side is made in a temporary
folder, into which the pages are also laid; both are gone afterwards. Each side runs on one core. Exits with 1 when a floor is missed.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON_SIDE = r"""
import gzip, json, logging, sys, time
from pathlib import Path
logging.disable(logging.CRITICAL)
import trafilatura, htmldate
task, folder = sys.argv[1], Path(sys.argv[2])
out, spent = {}, 0.0
for file in sorted(folder.iterdir()):
    raw = gzip.open(file).read() if file.suffix == ".gz" else file.read_bytes()
    page = raw.decode("utf-8", "replace")
    start = time.process_time()
    try:
        if task == "dates":
            got = htmldate.find_date(page, original_date=True, extensive_search=True)
        else:
            got = trafilatura.extract(page, fast=(task == "fast"), include_comments=False)
    except Exception:
        got = None
    spent += time.process_time() - start
    out[file.name] = got
print(json.dumps({"out": out, "rate": len(out) / spent}))
"""


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lay(clone, paths, into):
    into.mkdir(parents=True)
    archive = subprocess.Popen(["git", "-C", clone, "archive", "HEAD", *paths], stdout=subprocess.PIPE)
    subprocess.run(["tar", "x", "-C", into], stdin=archive.stdout, check=True)
    return into


def ours(measure, folder):
    ran = subprocess.run([measure, "pages", folder], capture_output=True, text=True, check=True)
    rate = float(ran.stderr.rsplit(":", 1)[1].split()[0])
    return json.loads(ran.stdout), rate


def theirs(python, task, folder):
    got = json.loads(subprocess.run([python, "-c", PYTHON_SIDE, task, folder], capture_output=True, text=True, check=True).stdout)
    return got["out"], got["rate"]


def stem(name):
    return name.split(".")[0]


def articles(args, work, missed):
    folder = lay(args.articles, ["html", "ground-truth.json", "evaluate.py"], work / "articles")
    score = load(folder / "evaluate.py", "articles_evaluate")
    truth = json.loads((folder / "ground-truth.json").read_text())
    read, rate = ours(args.measure, folder / "html")
    rows = {"materiel": ({stem(k): {"articleBody": v["text"] or ""} for k, v in read.items()}, rate)}
    for task, name in (("fast", "trafilatura, fast"), ("full", "trafilatura")):
        got, speed = theirs(work / "venv/bin/python", task, folder / "html")
        rows[name] = ({stem(k): {"articleBody": v or ""} for k, v in got.items()}, speed)
    print("article-extraction-benchmark, 181 pages: F1, precision, recall, pages/s")
    for name, (prediction, speed) in rows.items():
        got = score.evaluate(truth, prediction, 100)
        print(f"  {name:20} {got['f1']:.3f} {got['precision']:.3f} {got['recall']:.3f} {speed:8.0f}")
        if name == "materiel" and got["f1"] < 0.96:
            missed.append("F1 on the article-extraction benchmark is below 0.96")
    if rate < 10 * rows["trafilatura"][1]:
        missed.append("not ten times as fast as trafilatura")


def web(args, work, missed):
    folder = lay(args.web, ["evaluate.py", "test"], work / "web")
    score = load(folder / "evaluate.py", "web_evaluate")
    truth = {k: v for k, v in score.load_ground_truth("test").items() if v["page_type"] == "article"}
    read, rate = ours(args.measure, folder / "test/html")
    got, speed = theirs(work / "venv/bin/python", "full", folder / "test/html")
    sides = {"materiel": ({stem(k): v["text"] or "" for k, v in read.items()}, rate), "trafilatura": ({stem(k): v or "" for k, v in got.items()}, speed)}
    print(f"web-content-extraction-benchmark, {len(truth)} articles of the test split: F1, precision, recall, pages/s (of all pages)")
    means = {}
    for name, (prediction, speed) in sides.items():
        parts = [score.word_f1(prediction.get(k, ""), v["main_content"]) for k, v in truth.items()]
        p, r, f = (sum(column) / len(parts) for column in zip(*parts))
        means[name] = f
        print(f"  {name:20} {f:.3f} {p:.3f} {r:.3f} {speed:8.0f}")
    if means["materiel"] < means["trafilatura"]:
        missed.append("worse than trafilatura on the web-content benchmark")


def dates(args, work, missed):
    folder = lay(args.dates, ["tests"], work / "dates") / "tests"
    pages = {}
    for name in ("eval_mediacloud_2020.json", "eval_default.json"):
        pages.update(json.loads((folder / name).read_text()))
    read, got, rate, speed = {}, {}, [], []
    for part in ("eval", "cache", "test_set"):
        found, a = ours(args.measure, folder / part)
        other, b = theirs(work / "venv/bin/python", "dates", folder / part)
        read.update({k: v["date"] for k, v in found.items()})
        got.update(other)
        rate.append(a)
        speed.append(b)
    print(f"htmldate's evaluation set, {len(pages)} pages: right, wrong, none, accuracy, F1")
    right = {}
    for name, answers in (("materiel", read), ("htmldate, extensive", got)):
        hits = sum(answers.get(p["file"]) == p["date"] for p in pages.values())
        none = sum(answers.get(p["file"]) is None for p in pages.values())
        wrong = len(pages) - hits - none
        right[name] = hits
        print(f"  {name:20} {hits:4} {wrong:4} {none:4}  {hits / len(pages):.3f}  {2 * hits / (2 * hits + wrong + none):.3f}")
    if right["materiel"] < right["htmldate, extensive"]:
        missed.append("fewer right dates than htmldate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles")
    parser.add_argument("--web")
    parser.add_argument("--dates")
    parser.add_argument("--measure", default="target/release/examples/measure")
    args = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run([work / "venv/bin/pip", "-q", "install", "trafilatura==2.3.1", "htmldate", "lxml_html_clean"], check=True)
        for given, task in ((args.articles, articles), (args.web, web), (args.dates, dates)):
            if given:
                task(args, work, missed)
    for what in missed:
        print(f"MISSED: {what}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
