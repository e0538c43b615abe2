"""The product's engine as a process: reads one JSON question per line, prints the seconds to the first token.

The counterpart of `starter.py ask`.
"""

import json
import sys
import time
from pathlib import Path

from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.operations.memory import collect_less_often
from app.request import Question
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder


def main(home: str, url: str) -> None:
    """Ask over the library in `home` and the model at `url`, in a process that is set up as the command's."""
    collect_less_often()
    engine = Engine(open_stores(Path(home), BundledEncoder()), Endpoint(url, "tiny-model", None))
    for line in sys.stdin:
        start, seconds = time.perf_counter(), 0.0
        for answer in engine.answer(Question(json.loads(line))):
            if answer.text and not seconds:
                seconds = time.perf_counter() - start
        sys.stdout.write(f"{seconds} {answer.model_calls} {answer.prompt_tokens}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
