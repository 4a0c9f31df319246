#!/usr/bin/env python3
"""Asks a server of this machine a bounded number of mixed questions and says how long the answers took.

    materiel --db big.db serve --rate 0 &          # prints its address
    python3 benches/serve.py http://127.0.0.1:8470/ --requests 4000 --threads 8 --pid $! [--write 'materiel --db big.db add one.txt']

Only loopback addresses are asked. `--write` is a command that is run again and again meanwhile, as one who writes; `{n}` in it is the number of the run.
"""

import argparse
import http.client
import ipaddress
import json
import os
import random
import shlex
import subprocess
import threading
import time
from urllib.parse import quote, urlsplit

WORDS = ["missiles", "tanks delivered", "contract", "helicopters", "Javelin", "air defence", "ammunition", "budget"]


def questions(host, port):
    """Paths of every sort, with ids and names that the register has."""
    connection = http.client.HTTPConnection(host, port, timeout=60)

    def rows(path):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
        return json.loads(body)

    total = rows("/api/v1/records?limit=1")["total"]
    pages = [rows(f"/api/v1/records?limit=50&page={random.randint(1, max(1, total // 50))}")["rows"] for _ in range(4)]
    some = [row for page in pages for row in page]
    ids = [row["id"] for row in some]
    states = sorted({row["recipient"] for row in some if row.get("recipient") and not row["recipient"].startswith("org:")}) or ["XK"]
    documents = []
    for one in ids[:40]:
        documents += [claim["document"] for claim in rows(f"/api/v1/records/{one}")["claims"]]
    kinds = {
        "first page": lambda: "/register",
        "list": lambda: f"/api/v1/records?recipient={quote(random.choice(states))}&page={random.randint(1, 3)}",
        "list, sorted": lambda: f"/api/v1/records?sort=latest&stage=delivered&page={random.randint(1, 20)}",
        "facets": lambda: f"/api/v1/facets?recipient={quote(random.choice(states))}",
        "record": lambda: f"/api/v1/records/{random.choice(ids)}",
        "citations": lambda: f"/api/v1/records/{random.choice(ids)}/citations",
        "document": lambda: f"/api/v1/documents/{random.choice(documents)}",
        "search": lambda: f"/api/v1/search?q={quote(random.choice(WORDS))}",
        "info": lambda: "/api/v1",
    }
    return kinds, total


def processor(pid):
    """Seconds of processor time that a process has used so far; 0 where it is not told."""
    if not pid:
        return 0.0
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    # Behind the name in brackets the time in user mode is the twelfth field, that in the system the thirteenth.
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1, help="which questions: a server that was asked the same before remembers answers")
    parser.add_argument("--pid", type=int, help="the server's process, whose memory is told")
    parser.add_argument("--write", help="a command that is run again and again meanwhile")
    given = parser.parse_args()
    split = urlsplit(given.address)
    if not ipaddress.ip_address(split.hostname).is_loopback:
        raise SystemExit("only addresses of this machine are asked")
    random.seed(given.seed)
    kinds, total = questions(split.hostname, split.port)
    took = {name: [] for name in kinds}
    failed = []
    lock = threading.Lock()
    left = [min(given.requests, 200_000)]
    stop = threading.Event()

    def ask():
        connection = http.client.HTTPConnection(split.hostname, split.port, timeout=60)
        while True:
            with lock:
                if left[0] <= 0:
                    return
                left[0] -= 1
                name = random.choice(list(kinds))
                path = kinds[name]()
            start = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException) as error:
                status = repr(error)
                connection.close()
            seconds = time.perf_counter() - start
            with lock:
                took[name].append(seconds)
                if status != 200:
                    failed.append((path, status))

    written = []

    def write():
        while not stop.is_set():
            start = time.perf_counter()
            done = subprocess.run(shlex.split(given.write.replace("{n}", str(len(written)))), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            written.append((time.perf_counter() - start, done.returncode))
            stop.wait(0.5)

    writer = threading.Thread(target=write, daemon=True) if given.write else None
    if writer:
        writer.start()
    ran = processor(given.pid)
    start = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(given.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    ran = processor(given.pid) - ran
    stop.set()
    if writer:
        writer.join(timeout=120)

    count = sum(len(all_of) for all_of in took.values())
    print(f"{total} records; {count} requests by {given.threads} threads in {seconds:.1f} s: {count / seconds:.0f} a second; {len(failed)} failed")
    for path, status in failed[:5]:
        print(f"  failed: {path}: {status}")
    print(f"{'':14} {'requests':>8} {'median':>9} {'95 %':>9} {'longest':>9}")
    for name, all_of in took.items():
        if all_of:
            ordered = sorted(all_of)
            at = lambda part: ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000
            print(f"{name:14} {len(ordered):8} {at(0.5):6.1f} ms {at(0.95):6.1f} ms {ordered[-1] * 1000:6.1f} ms")
    if written:
        print(f"{len(written)} writes meanwhile, {sum(code != 0 for _, code in written)} failed, {sum(s for s, _ in written) / len(written):.2f} s each")
    if given.pid:
        with open(f"/proc/{given.pid}/status", encoding="utf-8") as status:
            memory = {line.split(":")[0]: line.split(":")[1].strip() for line in status if line.startswith(("VmRSS", "VmHWM"))}
        print(f"processor time of the server: {ran:.1f} s, {count / max(ran, 0.01):.0f} requests for each second of one processor")
        print(f"memory of the server: {memory.get('VmRSS')}, at most {memory.get('VmHWM')}")


if __name__ == "__main__":
    main()
