"""Loading the spaCy pipeline: the shipped one, or the one that the configuration names."""

import hashlib
import json
import warnings
from itertools import product
from pathlib import Path

import spacy
from spacy.about import __version__ as spacy_version
from spacy.lang.tokenizer_exceptions import emoticons
from spacy.language import Language
from spacy.util import is_compatible_version, is_package
from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import ModelError, first_line

# Words that some write with a hyphen, and that are then read as without it: in pieces, nothing in the tree of `by up-regulating X`
# governs X.
_HYPHENATED = "regulate regulates regulated regulating regulation regulator regulators modulate modulates modulated modulating modulation"
SHIPPED = Path(__file__).parent / "model"


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files below `folder`, in name order; the lock file itself left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "sha256":
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def model_version(name: str) -> str:
    """What a run records of its model: `name-version sha256`, cheap to compute.

    Raises:
        ModelError: see `load_model`.
    """
    folder = _folder(name)
    meta = _meta(folder)
    lock = folder / "sha256"
    digest = lock.read_text().strip() if lock.exists() else folder_hash(folder)
    return f"{meta['lang']}_{meta['name']}-{meta['version']} {digest[:12]}"


def check_shipped() -> None:
    """Compare the shipped model with the hash that it was shipped with.

    Raises:
        ModelError: a file is missing or was changed.
    """
    lock = SHIPPED / "sha256"
    if not lock.exists() or lock.read_text().strip() != folder_hash(SHIPPED):
        raise ModelError(f"{SHIPPED}: the shipped model was changed or is incomplete; reinstall secretome-evidence")


def load_model(name: str) -> Language:
    """The pipeline called `name` (a package or a folder), or the shipped one for "".

    Raises:
        ModelError: it is not installed, was changed on disk (the shipped one), was made for another spaCy version, cannot
            be read, or has no parser.
    """
    # thinc's default matrix product is slower than NumPy's own; the results are the same to the last label.
    set_current_ops(NumpyOps(use_blis=False))
    folder = _folder(name)
    if not name:
        check_shipped()
    made_for = _meta(folder).get("spacy_version", "")
    if not is_compatible_version(spacy_version, made_for):
        raise ModelError(
            f"{folder}: made for spaCy {made_for}, and spaCy {spacy_version} is installed; install the model's version for "
            "it, or, once you have seen that it works, widen spacy_version in the model's meta.json"
        )
    try:
        with warnings.catch_warnings():
            # spaCy loads the plug-ins it finds, pysbd among them (scispaCy needs it), and Python warns of its strings.
            warnings.filterwarnings("ignore", message="invalid escape sequence")
            nlp = spacy.load(folder)
    except Exception as error:  # a damaged file can raise anything
        raise ModelError(f"{folder}: cannot be loaded by spaCy {spacy_version}: {first_line(error)}") from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(
            f"{folder}: the model has no parser; relation rules need one (language.model in pipeline.toml)"
        )
    # spaCy's exceptions hold emoticons, one of which ends `(IL-6, IL-8)` and another `(MSCs): a review`.
    if rules := getattr(nlp.tokenizer, "rules", None):
        nlp.tokenizer.rules = {word: parts for word, parts in rules.items() if word not in emoticons}  # type: ignore[union-attr]
    _join_hyphenated(nlp)
    return nlp


def _join_hyphenated(nlp: Language) -> None:
    """Make `up-regulated` and its kin one token that the model knows by the word without the hyphen."""
    for prefix, hyphen, word in product(("up", "Up", "down", "Down"), "-\u2010\u2011\u2013", _HYPHENATED.split()):
        form, plain = f"{prefix}{hyphen}{word}", f"{prefix}{word}"
        nlp.tokenizer.add_special_case(form, [{"ORTH": form}])  # type: ignore[union-attr]
        nlp.vocab[form].norm_ = plain.lower()
        nlp.vocab[form].shape_ = nlp.vocab[plain].shape_


def _meta(folder: Path) -> dict[str, str]:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: no readable meta.json, so this is no spaCy model") from error
    return {key: value for key, value in meta.items() if isinstance(value, str)}


def _folder(name: str) -> Path:
    if not name:
        if not (SHIPPED / "meta.json").exists():
            raise ModelError(f"{SHIPPED}: the shipped model is missing; reinstall secretome-evidence")
        return SHIPPED
    if Path(name).is_dir():
        return Path(name)
    if is_package(name):
        module = spacy.util.get_package_path(name)
        inner = sorted(module.glob(f"{name}-*"))
        return inner[-1] if inner else module
    raise ModelError(
        f"language.model: {name!r} is neither an installed package nor a folder; install it, or set it to ''"
    )
