"""A network of the encoder, run by ONNX Runtime."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import onnxruntime

from pipeline.errors import ModelError, first_line
from pipeline.records import Array

PARTS = ("trunk.onnx", "names.onnx", "pairs.onnx", "tokenizer.json")
MEND = "reinstall secretome-evidence, or make the encoder anew with make train"


class Network:
    """One of the encoder's parts, loaded once. `threads` is how many share its work, 0 for all cores.

    Raises:
        ModelError: the file is missing or cannot be run.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # A thread that waits for work leaves its core to others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # a damaged file can raise anything
            raise ModelError(f"{path}: cannot be loaded by ONNX Runtime ({first_line(error)}); {MEND}") from error

    def __call__(self, **inputs: Array) -> list[Array]:
        """The outputs, in the order in which the network names them."""
        return list(self._session.run(None, inputs))


def encoder_hash(folder: Path) -> str:
    """SHA-256 over the bytes of the parts, in the order of `PARTS`."""
    return hashlib.sha256(b"".join((folder / part).read_bytes() for part in PARTS)).hexdigest()


def encoder_version(folder: Path) -> str:
    """What a run records of its encoder: `name-version hash`. Reads every byte.

    Raises:
        ModelError: a part is missing, or is not the one that the folder's `sha256` was written for.
    """
    try:
        meta: Mapping[str, str] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        digest = encoder_hash(folder)
        locked = (folder / "sha256").read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: the encoder is incomplete ({first_line(error)}); {MEND}") from error
    if locked != digest:
        raise ModelError(f"{folder}: the encoder was changed; {MEND}")
    return f"{meta['name']}-{meta['version']} {digest[:12]}"
