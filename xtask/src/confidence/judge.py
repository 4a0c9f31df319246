"""Holds claims against gold with the functions of score.py, whose folder is the only argument.

In (standard input): {"sets": [{"gold": [documents], "claims": [claims]}], "least": [thresholds]}.
Out: {"verdicts": [[true, false or null for each claim, in order] for each set],
      "scores": [{"least": threshold, "facts": [right, given, gold], "slots": [the same]}, over all sets]}.

A claim is right when the fact that score.py makes of it is found, wrong when that fact is paired without being found or is left over,
and neither when it only repeats a fact that the gold calls optional.
"""
import collections
import json
import sys

sys.path.insert(0, sys.argv[1])
import score  # noqa: E402


def together(claims):
    """score.together, with the numbers of the claims that each fact is made of."""
    facts = []
    flat = [(score.flatten(claim), number) for number, claim in claims if claim.get("kind") in score.SLOTS]
    for fact, number in sorted(flat, key=lambda one: -len(one[0])):
        for other, numbers in facts:
            if score.compatible(other, fact):
                for slot, value in fact.items():
                    other.setdefault(slot, value)
                numbers.append(number)
                break
        else:
            facts.append((fact, [number]))
    return facts


def verdicts(gold_docs, claims):
    by_doc = collections.defaultdict(list)
    for number, claim in enumerate(claims):
        by_doc[claim["doc"]].append((number, claim))
    out = [None] * len(claims)
    right = given = 0
    for doc in gold_docs:
        golds, facts = [score.tidy(gold) for gold in doc["facts"]], together(by_doc.get(doc["id"], []))
        pairs = []
        for i, gold in enumerate(golds):
            for j, (fact, _) in enumerate(facts):
                verdict = score.judge(gold, fact)
                if verdict:
                    pairs.append((verdict[0], not gold.get("optional_fact"), verdict[1] - verdict[2], i, j))
        pairs.sort(key=lambda pair: (-pair[0], -pair[1], -pair[2]))
        used_gold, used_fact = set(), {}
        for found, _, _, i, j in pairs:
            if i not in used_gold and j not in used_fact:
                used_gold.add(i)
                used_fact[j] = (found, bool(golds[i].get("optional_fact")))
        for j, (fact, numbers) in enumerate(facts):
            if j in used_fact:
                found, optional = used_fact[j]
                verdict = True if found else None if optional else False
                right += found and not optional
                given += not optional
            elif any(gold.get("optional_fact") and score.judge(gold, fact) for gold in golds):
                verdict = None
            else:
                verdict = False
                given += 1
            for number in numbers:
                out[number] = verdict
    tally, _ = score.score(gold_docs, claims)
    total = sum(tally.values(), collections.Counter())
    if (right, given) != (total["found"], total["given"]):
        sys.exit(f"judge.py finds {right} of {given} right, score.py {total['found']} of {total['given']}: judge.py must follow score.py")
    return out


def scores(sets, least):
    total = collections.Counter()
    for one in sets:
        tally, _ = score.score(one["gold"], [claim for claim in one["claims"] if claim["confidence"] >= least])
        total = sum(tally.values(), total)
    return {
        "least": least,
        "facts": [total["found"], total["given"], total["gold"]],
        "slots": [total["right"], total["slots_given"], total["slots_gold"]],
    }


asked = json.load(sys.stdin)
json.dump(
    {
        "verdicts": [verdicts(one["gold"], one["claims"]) for one in asked["sets"]],
        "scores": [scores(asked["sets"], least) for least in asked["least"]],
    },
    sys.stdout,
)
