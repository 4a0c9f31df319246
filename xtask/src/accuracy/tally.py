"""Gold and claims in, the counts behind the scorer's figures out, as JSON.

Run by `cargo xtask accuracy` with the scorer's folder, the gold and the claims as arguments. The judging is all the scorer's.
"""
import collections
import json
import sys

folder, gold_path, claims_path = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, folder)
import score


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


tally, report = score.score(lines(gold_path), lines(claims_path))
misses = collections.Counter(what for _, what, _, _ in report)
for _, what, gold, fact in report:
    tally[(gold or fact)["kind"]]["flawed" if what == "found" else what] += 1
slots = {}
for _, what, gold, fact in report:
    if what not in ("found", "nearly"):
        continue
    optional = gold.get("optional", {})
    for slot in score.SLOTS[gold["kind"]]:
        state = None
        if slot in gold and slot not in fact:
            state = "missed"
        elif slot in gold:
            if not score.slot_right(slot, gold[slot], fact[slot], gold.get(slot + "_alt")):
                state = "wrong"
        elif slot in fact and slot != "class" and slot not in optional:
            state = "wrong"
        elif slot in fact and slot in optional and slot not in ("stage", "status", "class"):
            if not score.slot_right(slot, optional[slot], fact[slot]):
                state = "wrong"
        if state:
            slots.setdefault(slot, collections.Counter())[state] += 1
shown = [f"{doc}\t{what}\n   gold {json.dumps(gold, ensure_ascii=False)}\n   got  {json.dumps(fact, ensure_ascii=False)}" for doc, what, gold, fact in report]
kinds = {kind: tally[kind] for kind in score.SLOTS if kind in tally}
print(json.dumps({"kinds": kinds, "misses": misses, "slots": slots, "shown": shown}))
