#!/usr/bin/env python3
"""Runs other people's suites of odd and broken inputs through `materiel add`, and counts what came of each file.

    cargo build -p materiel
    python3 benches/suites.py --program target/debug/materiel --feeds FOLDER... --archives FOLDER...

FOLDER of feeds: `tests/` of feedparser's source archive (`pip download --no-binary :all: --no-deps feedparser`), the fixtures of a clone of feed-rs.
FOLDER of archives: `test/data` of webrecorder/warcio. Each feed counts as read (documents or addresses came of it), refused (a message names the file),
hung (its time limit ended it) or crashed (it ended the process that reads pages). Archives are read one by one, since they hold many documents.
Exit code 1 when anything hung or crashed, when the program itself did not end as it should, or when a file came to nothing without a message.
"""

import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile

HUNG, CRASHED = "reading it took more than", "ended the process that reads pages"


def run(program, arguments, limit):
    """The program's exit code and what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--db", f"{folder}/register.db", "add", "--verbose", *arguments]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return None, "", "the program did not end"
    return ran.returncode, ran.stdout, ran.stderr


def kind(message):
    """What a message says of its file."""
    return "hung" if HUNG in message else "crashed" if CRASHED in message else "refused"


def sound(code, err):
    """True when the program itself ended as it should."""
    return code in (0, 2) and "panicked" not in err


def feeds(program, folder, show):
    """Counts the files of a folder by the folder below it that they lie in."""
    suffixes = {".xml", ".json", ".rss", ".atom", ".rdf"}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in suffixes and not path.name.endswith(".serde.json"))
    counts, wrong = collections.defaultdict(collections.Counter), False
    for start in range(0, len(files), 200):
        batch = files[start : start + 200]
        code, _, err = run(program, [str(path) for path in batch], 1800)
        if not sound(code, err):
            wrong = True
            print(f"the program ended with {code}: {err[-2000:]}")
        told = {}
        for line in err.splitlines():
            for path in batch:
                if line.startswith(f"{path}:"):
                    told.setdefault(path, line[len(str(path)) :])
        for path in batch:
            came = kind(told[path]) if path in told else "read"
            counts[path.parent.relative_to(folder).parts[:1]][came] += 1
            wrong |= came in ("hung", "crashed")
            if came in show:
                print(f"{came}: {path}{told.get(path, '')}")
    for below, counted in sorted(counts.items()):
        print(f"{folder.name}/{'/'.join(below)}: " + ", ".join(f"{many} {came}" for came, many in sorted(counted.items())))
    return wrong or not files


def archives(program, folder):
    """Shows what each archive of a folder came to."""
    wrong, files = False, sorted(path for path in folder.rglob("*") if ".warc" in path.name or ".arc" in path.name)
    for path in files:
        code, out, err = run(program, [str(path)], 300)
        messages = [line for line in err.splitlines() if line.startswith(str(path))]
        documents = len([line for line in out.splitlines() if line.startswith(("stored ", "already there "))])
        wrong |= not sound(code, err) or not documents and not messages or any(kind(message) != "refused" for message in messages)
        print(f"{path.name}: {documents} documents, {len(messages)} problems" + "".join(f"\n    {m[len(str(path)):][:200]}" for m in messages))
    return wrong or not files


def main():
    """Runs all and tells how it ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/materiel")
    parser.add_argument("--feeds", nargs="*", default=[], type=pathlib.Path)
    parser.add_argument("--archives", nargs="*", default=[], type=pathlib.Path)
    parser.add_argument("--show", nargs="*", default=["hung", "crashed"], help="print the files that came to this: read, refused, hung, crashed")
    args = parser.parse_args()
    if not args.feeds and not args.archives:
        parser.error("name a folder of feeds or of archives")
    wrong = [feeds(args.program, folder.resolve(), args.show) for folder in args.feeds]
    wrong += [archives(args.program, folder.resolve()) for folder in args.archives]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
