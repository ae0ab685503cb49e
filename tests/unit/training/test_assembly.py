import gzip
import hashlib
import io
import json
import tarfile

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from pipeline.language.loading import folder_hash
from training import assembly, learning
from training.corpora import Corpus
from training.train import HERE


@pytest.fixture
def tables(tmp_path):
    path = tmp_path / "lemmas.tar.gz"
    parts = {
        "lemma_rules": {"noun": [["s", ""]], "verb": [["s", ""], ["ed", ""]]},
        "lemma_exc": {"verb": {"was": ["be"]}, "noun": {}},
        "lemma_index": {"noun": ["cell"], "verb": ["suppress", "be"]},
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, table in parts.items():
            content = gzip.compress(json.dumps(table).encode())
            info = tarfile.TarInfo(f"lookups/en_{name}.json.gz")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return Corpus("lemmas", path, hashlib.sha256(path.read_bytes()).hexdigest(), "here", "MIT")


def test_tags_give_parts_of_speech_and_lemmas(tables):
    nlp = spacy.blank("en")
    assembly.add_parts_of_speech(nlp)
    assembly.add_lemmas(nlp, tables)
    doc = Doc(
        nlp.vocab,
        words=["Cells", "was", "suppressed"],
        tags=["NNS", "VBD", "VBN"],
        deps=["nsubjpass", "auxpass", "ROOT"],
        heads=[2, 2, 2],
    )
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert [(token.pos_, token.lemma_) for token in doc] == [("NOUN", "cell"), ("AUX", "be"), ("VERB", "suppress")]


def test_rounded_weights_are_near_and_have_few_bits():
    nlp = learning.pipeline(HERE / "pretraining.cfg")
    nlp.initialize()
    model = nlp.get_pipe("tok2vec").model
    weights = {(node.id, name): node.get_param(name).copy() for node in model.walk() for name in node.param_names}
    assembly.round_weights(nlp, 10)
    for node in model.walk():
        for name in node.param_names:
            rounded = node.get_param(name)
            assert np.allclose(rounded, weights[node.id, name], rtol=2**-10, atol=0)
            assert not (rounded.view("uint32") & ((1 << 13) - 1)).any()


def test_a_written_model_carries_its_hash_and_replaces_the_old_one(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "old").write_text("x")
    assembly.write(spacy.blank("en"), folder, {"name": "toy", "version": "1"}, "# toy\n")
    assert (folder / "sha256").read_text().strip() == folder_hash(folder)
    assert not (folder / "old").exists()
    assert spacy.load(folder).meta["name"] == "toy"
