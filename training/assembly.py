"""Trained parts in, the folder that ships out: coarse tags, lemmas, the tagger of names, rounded weights, meta and hash."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import AttributeRuler, Lemmatizer
from thinc.api import Model

from pipeline.language.loading import folder_hash
from training.corpora import Corpus

# Penn Treebank tag -> Universal part of speech (https://universaldependencies.org/tagset-conversion/en-penn-uposf.html).
_PARTS_OF_SPEECH = {
    "NOUN": "NN NNS",
    "PROPN": "NNP NNPS",
    "ADJ": "JJ JJR JJS AFX",
    "ADV": "RB RBR RBS WRB",
    "VERB": "VB VBD VBG VBN VBP VBZ",
    "AUX": "MD",
    "DET": "DT PDT WDT",
    "ADP": "IN RP",
    "PART": "TO POS",
    "CCONJ": "CC",
    "NUM": "CD",
    "PRON": "PRP PRP$ WP WP$ EX",
    "INTJ": "UH",
    "X": "FW LS XX ADD GW NIL",
    "SYM": "SYM $",
    "PUNCT": ". , : -LRB- -RRB- `` '' HYPH NFP",
    "SPACE": "SP _SP",
}
# The rule lemmatizer leaves base forms alone by these.
_MORPHOLOGY = {
    "NN": "Number=Sing",
    "NNP": "Number=Sing",
    "NNS": "Number=Plur",
    "NNPS": "Number=Plur",
    "VB": "VerbForm=Inf",
    "VBP": "Tense=Pres|VerbForm=Fin",
    "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBD": "Tense=Past|VerbForm=Fin",
    "VBN": "Aspect=Perf|Tense=Past|VerbForm=Part",
    "VBG": "Aspect=Prog|Tense=Pres|VerbForm=Part",
    "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp",
    "JJS": "Degree=Sup",
}
_VERB_TAGS = ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"]
_FORMS_OF_BE = ["be", "is", "are", "was", "were", "been", "being"]


def add_parts_of_speech(nlp: Language) -> None:
    """Coarse parts of speech from the tags, auxiliaries from the labels."""
    ruler = nlp.add_pipe("attribute_ruler")
    if not isinstance(ruler, AttributeRuler):
        raise TypeError(type(ruler).__name__)
    for part, tags in _PARTS_OF_SPEECH.items():
        for tag in tags.split():
            morphology = {"MORPH": _MORPHOLOGY[tag]} if tag in _MORPHOLOGY else {}
            ruler.add(patterns=[[{"TAG": tag}]], attrs={"POS": part, **morphology})
    for label in ("aux", "auxpass"):
        ruler.add(patterns=[[{"DEP": label, "TAG": {"IN": _VERB_TAGS}}]], attrs={"POS": "AUX"})
    ruler.add(patterns=[[{"LOWER": {"IN": _FORMS_OF_BE}, "TAG": {"REGEX": "^V"}}]], attrs={"POS": "AUX"})
    ruler.add(patterns=[[{"DEP": "mark", "TAG": "IN"}]], attrs={"POS": "SCONJ"})


def add_lemmas(nlp: Language, tables: Corpus) -> None:
    """A lemmatizer by rules, with the tables of spacy-lookups-data."""
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    if not isinstance(lemmatizer, Lemmatizer):
        raise TypeError(type(lemmatizer).__name__)
    files = tables.members()
    lookups = Lookups()
    for name in ("lemma_rules", "lemma_exc", "lemma_index"):
        table = json.loads(gzip.decompress(files[f"lookups/en_{name}.json.gz"]))
        table["aux"] = table["verb"]
        lookups.add_table(name, table)
    lemmatizer.initialize(list, nlp=nlp, lookups=lookups)


def round_weights(nlp: Language, bits: int) -> None:
    """Round all weights to `bits` of the 23 bits of a mantissa: with 10 (half precision) they pack twice as well.

    They stay 32-bit numbers, so spaCy loads them as they are.
    """
    drop = 23 - bits
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            for name in node.param_names:
                if node.has_param(name):
                    weights: Any = np.ascontiguousarray(node.get_param(name), dtype="float32")
                    whole = weights.view("uint32").astype("uint64")
                    rounded: Any = ((whole + (1 << (drop - 1))) >> drop << drop).astype("uint32")
                    node.set_param(name, rounded.view("float32").reshape(weights.shape))


def write(nlp: Language, folder: Path, meta: dict[str, str], readme: str) -> None:
    """Save the finished pipeline into `folder`, replacing what is there, with its README and its hash."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.meta.update(meta)
    nlp.to_disk(folder)
    (folder / "README.md").write_text(readme, encoding="utf-8")
    (folder / "sha256").write_text(folder_hash(folder) + "\n")
