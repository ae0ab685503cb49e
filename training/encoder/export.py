"""The learnt encoder as the three networks that ship: trunk, names and pairs, with eight-bit weights.

What is quantised: the weights of the layers' matrix products, one scale for each column, and the table of word pieces, one
scale for each piece. `reduce_range` keeps seven of the eight bits, since processors without VNNI overflow with all of them.
Everything else stays in single precision. docs/encoder.md says what each choice costs.
"""

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from pipeline.network import encoder_hash
from training.encoder.network import WIDTH, Asked, Encoder, Names, Pairs, Trunk

OPSET = 17
README = Path(__file__).parent / "readme.md"
_OPEN = torch.zeros(1)  # a mask that hides nothing
LINEAR = ("attend", "joined", "widen", "narrow")


class _Trunk(nn.Module):
    """The trunk with its table of pieces in bytes."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        weight = trunk.words.weight.detach()
        scale = weight.abs().amax(1, keepdim=True) / 127
        self.trunk = trunk
        self.register_buffer("table", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, pieces: Tensor) -> Tensor:
        words = self.table[pieces].float() * self.scale[pieces]  # type: ignore[index]
        x = self.trunk.norm(words + self.trunk.places(torch.arange(pieces.shape[1])))
        for layer in self.trunk.layers:
            x = layer(x, _OPEN)
        return x


class _Names(nn.Module):
    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names

    def forward(self, vectors: Tensor, tags: Tensor, shapes: Tensor) -> Tensor:
        return self.names(vectors, _OPEN, tags, shapes)


class _Pairs(nn.Module):
    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        self.pairs = pairs

    def forward(self, vectors: Tensor, mentions: Tensor, triggers: Tensor, *asked: Tensor) -> tuple[Tensor, ...]:
        x = self.pairs.read(vectors, _OPEN, mentions, triggers)[0]
        return self.pairs.score(x, Asked(*asked))


def export(model: Encoder, tokenizer: Tokenizer, out: Path, meta: dict[str, Any], quantised: bool = True) -> None:
    """Write the encoder's folder: the networks, the tokenizer, `meta.json` and the lock `sha256`."""
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    pieces, numbers = torch.randint(5, 99, (1, 7)), torch.zeros((1, 7), dtype=torch.long)
    vectors = torch.randn(1, 7, WIDTH)
    spans, pairs = torch.tensor([[1, 2], [4, 4], [5, 5]]), torch.tensor([[0, 1], [1, 0], [2, 0], [0, 2]])
    inputs = {"pieces": pieces}
    _write(_Trunk(model.trunk), inputs, ["vectors"], out / "trunk.onnx", quantised)
    inputs = {"vectors": vectors, "tags": numbers, "shapes": numbers}
    _write(_Names(model.names), inputs, ["labels"], out / "names.onnx", quantised)
    inputs = {"vectors": vectors, "mentions": numbers, "triggers": numbers, "spans": spans}
    inputs |= {"types": torch.ones(3, dtype=torch.long), "pairs": pairs, "bounds": torch.tensor([[1, 5]] * 4)}
    _write(_Pairs(model.pairs), inputs, ["relation", "flags", "process"], out / "pairs.onnx", quantised)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copyfile(README, out / "README.md")
    (out / "sha256").write_text(encoder_hash(out) + "\n", encoding="utf-8")


_AXES = {
    "pieces": {1: "pieces"},
    "vectors": {1: "pieces"},
    "tags": {1: "pieces"},
    "shapes": {1: "pieces"},
    "mentions": {1: "pieces"},
    "triggers": {1: "pieces"},
    "spans": {0: "names"},
    "types": {0: "names"},
    "pairs": {0: "pairs"},
    "bounds": {0: "pairs"},
}


def _write(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path, quantised: bool) -> None:
    axes = {name: _AXES[name] for name in inputs}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.name
        with torch.no_grad(), warnings.catch_warnings():
            # The exporter warns that it is the older one; the newer one unrolls what must stay of any length.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                tuple(inputs.values()),
                plain,
                input_names=list(inputs),
                output_names=outputs,
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
        if not quantised:
            shutil.copyfile(plain, path)
            return
        nodes = [
            node.name for node in onnx.load(plain).graph.node if node.op_type == "MatMul" and "layers" in node.name
        ]
        nodes = [name for name in nodes if any(f"/{part}/" in name for part in LINEAR)]
        quantize_dynamic(
            plain,
            path,
            nodes_to_quantize=nodes,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
