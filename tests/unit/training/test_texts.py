import hashlib
import io
import json
import tarfile

import pytest
import spacy

from training.corpora import Corpus, RecipeError
from training.texts import LONGEST, lines, words

LONG = "This line of text is long enough to be kept."


def corpus(path):
    return Corpus(path.stem, path, hashlib.sha256(path.read_bytes()).hexdigest(), "here", "CC0")


def archive(path, files):
    with tarfile.open(path, "w:gz") as file:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return path


def test_every_format_gives_lines(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"title": f"A. {LONG}", "abstract": f"B. {LONG}"}) + "\n", encoding="utf-8"
    )
    (tmp_path / "b.tsv").write_text(
        "-DOCSTART-\tO\n\n" + "".join(f"word{k}\tO\n" for k in range(6)) + "\n", encoding="utf-8"
    )
    xml = f"<a><ArticleTitle>C. <i>{LONG}</i></ArticleTitle><AbstractText>D. {LONG}</AbstractText></a>"
    archive(
        tmp_path / "c.tar.gz",
        {"c.xml": xml.encode(), "c/train/x.txt": f"E. {LONG}".encode(), "c/test/x.txt": LONG.encode()},
    )
    found = lines([corpus(tmp_path / name) for name in ("a.jsonl", "b.tsv", "c.tar.gz")], [])
    assert found == [
        f"A. {LONG}",
        f"B. {LONG}",
        "word0 word1 word2 word3 word4 word5",
        f"C. {LONG}",
        f"D. {LONG}",
        f"E. {LONG}",
    ]


def test_held_out_and_repeated_lines_are_left_out(tmp_path):
    path = tmp_path / "a.jsonl"
    texts = ["One " + LONG, "Two " + LONG, "Two " + LONG, "short"]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    assert lines([corpus(path)], ["A title\none " + LONG]) == ["Two " + LONG]


def test_an_unknown_format_is_named(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    with pytest.raises(RecipeError, match="in no format known here"):
        lines([corpus(path)], [])


def test_long_lines_are_cut_into_pieces():
    pieces = words(["x " * (LONGEST + 1)], spacy.blank("en"))
    assert [len(piece) for piece in pieces] == [LONGEST, 1]
