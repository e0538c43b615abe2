"""Small test sets in the BEIR form, written by us."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORDS = (
    {"_id": "d1", "title": "Region-aware registration", "text": "Point clouds are aligned region by region."},
    {"_id": "d2", "title": "Small detectors", "text": "Object detectors for phones save energy."},
    {"_id": "d3", "title": "Reading long texts", "text": "Language models compress what was read."},
    {"_id": "d4", "title": "", "text": "Speech is told from noise by its rhythm."},
)
QUERIES = ({"_id": "q1", "text": "object detectors that save energy"}, {"_id": "q2", "text": "aligned point clouds"})
GRADES = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td1\t2\nq2\td3\t0\n"
OFFICIAL = {"corpus.jsonl": RECORDS, "queries.jsonl": QUERIES, "qrels/test.tsv": GRADES}
OURS = {"corpus.jsonl.gz": RECORDS, "queries.jsonl": QUERIES, "qrels_dev.tsv": GRADES}

Files = Mapping[str, Any]


def write_set(folder: Path, files: Files) -> Path:
    """Write the files: a text as it is, anything else as one JSON object a line; packed where the name says so."""
    for name, content in files.items():
        text = content if isinstance(content, str) else "".join(f"{json.dumps(record)}\n" for record in content)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return folder
