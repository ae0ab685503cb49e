"""Text alone, line by line, for pretraining: from the formats in which the corpora come."""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from spacy.language import Language

from training.corpora import Corpus, RecipeError

SHORTEST = 20  # characters: shorter lines are headings
LONGEST = 250  # words: longer lines are cut
KNOWN_BY = 60  # characters of a line's start by which a held-out text is known again


def lines(corpora: Iterable[Corpus], held_out: Iterable[str]) -> list[str]:
    """The lines of all corpora, each once, without those that begin as a line of a held-out text does."""
    barred = {line[:KNOWN_BY].lower() for text in held_out for line in text.split("\n")}
    found: dict[str, None] = {}
    for corpus in corpora:
        for text in _texts(corpus):
            for line in text.split("\n"):
                kept = line.strip()
                if len(kept) >= SHORTEST and kept[:KNOWN_BY].lower() not in barred:
                    found.setdefault(kept)
    return list(found)


def words(texts: Iterable[str], nlp: Language) -> list[list[str]]:
    """Each line as words, in pieces of at most `LONGEST`."""
    pieces = []
    for text in texts:
        own = [token.text for token in nlp.make_doc(text) if not token.is_space]
        pieces += [own[at : at + LONGEST] for at in range(0, len(own), LONGEST)]
    return pieces


def _texts(corpus: Corpus) -> Iterator[str]:
    path = corpus.checked()
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            yield entry.get("text") or f"{entry.get('title') or ''}\n{entry.get('abstract') or ''}"
    elif path.suffix == ".tsv":
        yield from _iob_sentences(path)
    elif path.name.endswith(".tar.gz"):
        yield from _archived(corpus)
    else:
        raise RecipeError(f"{path}: the corpus {corpus.name!r} is in no format known here (.jsonl, .tsv, .tar.gz)")


def _iob_sentences(path: Path) -> Iterator[str]:
    sentence: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip() and not line.startswith("-DOCSTART-"):
            sentence.append(line.split("\t", maxsplit=1)[0])
        elif sentence:
            yield " ".join(sentence)
            sentence = []


def _archived(corpus: Corpus) -> Iterator[str]:
    """PubMed XML, or plain text without a test split."""
    with tarfile.open(corpus.checked()) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            if member.name.endswith(".xml"):
                root = ElementTree.parse(io.BytesIO(file.read())).getroot()  # noqa: S314 - a corpus file with a known checksum
                for tag in ("ArticleTitle", "AbstractText"):
                    yield from ("".join(element.itertext()) for element in root.iter(tag))
            elif member.name.endswith(".txt") and "/test/" not in member.name:
                yield file.read().decode()
