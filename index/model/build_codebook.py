"""Make token_codebook.npz, the codebook of the bundled encoder's token vectors, from abstracts.

    python -m index.model.build_codebook arxiv/corpus.jsonl.gz scifact/corpus.jsonl.gz

Takes abstracts in even steps from each file (gzipped JSON lines with `title` and `text`), encodes them, leaves out stop
words and pools the rest, as the index does, and fits 16 parts of 256 centroids. Minutes on two cores. The bundled file
was made from 1,200 abstracts each of arXiv records of 2025 and 2026 and of SciFact's corpus. It holds middles of tens
of thousands of words, and nothing of any text. With another file, every collection's token vectors must be made again:
raise the version in `index/stores/token_vectors.py`.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.embedding.bundled_encoder import CODEBOOK, BundledEncoder
from index.embedding.encoder import Vectors
from index.embedding.token_codebook import fit, pooled
from index.text.words import has_terms

_ABSTRACTS = 1200
_AT_ONCE = 100
_WORDS = 80_000
_PARTS, _ROUNDS = 16, 15


def texts_of(file: Path) -> list[str]:
    """Return `_ABSTRACTS` titles with their abstracts, from all of the file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    step = max(1, len(records) // _ABSTRACTS)
    return [f"{record['title']}\n\n{record['text']}" for record in records[::step]][:_ABSTRACTS]


def stored_words(texts: list[str], encoder: BundledEncoder) -> Iterator[Vectors]:
    """Yield the words of each text as they are stored."""
    for start in range(0, len(texts), _AT_ONCE):
        batch = texts[start : start + _AT_ONCE]
        for tokens in encoder.encode_tokens(batch)[1]:
            yield pooled(tokens.vectors[[has_terms(word) for word in tokens.words]])


def main() -> None:
    """Make the file, and print how much of a word it keeps."""
    parser = argparse.ArgumentParser(description="Make the codebook of the bundled encoder's token vectors.")
    parser.add_argument("corpora", nargs="+", type=Path, help="gzipped JSON lines with title and text")
    parser.add_argument("--output", type=Path, default=CODEBOOK)
    args = parser.parse_args()
    encoder = BundledEncoder()
    words = np.concatenate([of_text for file in args.corpora for of_text in stored_words(texts_of(file), encoder)])
    chosen = np.random.default_rng(0).permutation(len(words))[:_WORDS]
    book = fit(words[chosen], _PARTS, _ROUNDS)
    book.save(args.output)
    sys.stdout.write(f"{len(words):,} words, {book.kept:.3f} of each kept\n")


if __name__ == "__main__":
    main()
