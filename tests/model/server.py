"""Serves a GGUF model by llama.cpp on a free loopback port: prints the address, runs until its input closes.

A program of its own, so that whoever starts it can kill and restart it. Knows nothing of the product.
"""

import argparse
import importlib
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the GGUF file")
    parser.add_argument("--slots", type=int, default=1, help="requests answered at the same time")
    parser.add_argument("--context", type=int, default=4096, help="tokens of context for each slot")
    parser.add_argument("--batch", type=int, default=64, help="prompt tokens read between two looks at the connections")
    parser.add_argument("--threads", type=int, default=1, help="threads to compute with")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    wanted = parser.parse_args()
    # Not installed by the other test requirements.
    xllamacpp = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = wanted.file
    params.port = wanted.port
    # Without one the model is listed by the path of its file.
    params.model_alias = {Path(wanted.file).stem}
    params.n_parallel = wanted.slots
    # llama.cpp divides the context among the slots.
    params.n_ctx = wanted.context * wanted.slots
    params.n_batch = wanted.batch
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted.threads
    params.endpoint_metrics = True
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
