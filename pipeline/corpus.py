"""What a corpus is: `corpora/NAME/corpus.toml` as frozen models. Another field is another file, not other code."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from pipeline.errors import ConfigError, UsageError
from pipeline.records import content_hash
from pipeline.settings import Section, faults, toml_values

DEFINITION = "corpus.toml"


def _balanced(query: str) -> str:
    """The services read a lame query somehow and answer it; a half-closed one is refused here instead."""
    if not query.strip():
        raise ValueError("the query is empty")
    depth = 0
    for number, piece in enumerate(query.split('"')):
        if number % 2:  # within quotation marks
            continue
        for character in piece:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                raise ValueError("a ) has no ( before it")
    if depth or query.count('"') % 2:
        raise ValueError("a ( or a quotation mark is not closed")
    return " ".join(query.split())


class Query(Section):
    """A query in the source's own language, on one line. A term without a field tag is searched in all fields."""

    query: Annotated[str, AfterValidator(_balanced)]


class Bulk(Section):
    """PubMed's files: the yearly baseline and the daily updates. `files` is a pattern that their names must match."""

    files: str = "*"

    @property
    def query(self) -> str:
        return self.files


class Files(Section):
    """Files of your own, in any format that is read: names or patterns, relative to the corpus' folder."""

    paths: list[str] = Field(min_length=1)

    @property
    def query(self) -> str:
        return "\n".join(self.paths)


Pmid = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,7}$")]


class Corpus(Section):
    """One corpus: what to ask of which source, and the PMIDs of papers that the PubMed query must find (`known`)."""

    title: str
    note: str = ""
    pubmed: Query | None = None
    europepmc: Query | None = None
    bulk: Bulk | None = None
    files: Files | None = None
    known: list[Pmid] = Field(default=[])
    folder: Path = Field(exclude=True)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def raw(self) -> Path:
        """Where the fetched batches lie."""
        return self.folder / "raw"

    @property
    def sources(self) -> dict[str, str]:
        """The sources that the definition names, in order, each with its query."""
        named = {"pubmed": self.pubmed, "europepmc": self.europepmc, "bulk": self.bulk, "files": self.files}
        return {name: source.query for name, source in named.items() if source}


def query_hash(source: str, query: str) -> str:
    """The hash under which a source's pulls are kept: another query starts from the beginning."""
    return content_hash(source, query)


def load_corpus(folder: Path) -> Corpus:
    """Read and check the definition in `folder`.

    Raises:
        ConfigError: it is missing, is not TOML, or has an unknown key or a wrong value; lists all of them.
    """
    path = folder / DEFINITION
    values = toml_values(path, f"A corpus is a folder with a {DEFINITION}: see corpora/README.md.")
    if "folder" in values:
        raise ConfigError(path, ["folder: unknown key; remove it"])
    try:
        corpus = Corpus(**values, folder=folder)
    except ValidationError as error:
        raise ConfigError(path, faults(error)) from error
    if not corpus.sources:
        raise ConfigError(path, ["no source: give it a [pubmed], [europepmc], [bulk] or [files] table"])
    return corpus


def corpora(folder: Path) -> list[Corpus]:
    """All corpora that are defined below `folder`, by name; a folder of files (no definition) is left out.

    Raises:
        UsageError: none is defined there.
        ConfigError: a definition is wrong.
    """
    found = [load_corpus(path.parent) for path in sorted(folder.glob(f"*/{DEFINITION}"))]
    if not found:
        raise UsageError(f"{folder}: no corpus is defined here (NAME/{DEFINITION}). Correct `paths.corpora`.")
    return found
