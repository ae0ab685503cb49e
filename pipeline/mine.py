"""One article through the three language stages: split, tag, relate. What a refresh, an annotation and a score share."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline import __version__
from pipeline.language import Parser
from pipeline.network import encoder_version
from pipeline.records import Article, Document, Mined, Rejected, content_hash
from pipeline.relate import Relater
from pipeline.settings import PACKAGE, Settings, file_hash
from pipeline.tag import Tagger

STAGES = ("language", "tag", "relate")


def code_version(package: Path) -> str:
    """The version and a hash of the code that shapes a result: a checkout changes without its version changing."""
    sources = [path for stage in STAGES for path in sorted((package / stage).rglob("*.py"))]
    return f"{__version__} {file_hash(*sources)[:12]}"


class Miner:
    """Made once, used for many articles; loading the model, lexicons and rules takes a few seconds.

    `versions` maps everything that shapes the result (code, model, lexicons, rules) to its version or hash;
    `extractor` is one hash over them: an article mined by the same extractor need not be mined again.

    Raises:
        ConfigError: a lexicon, rule or cue file is wrong.
        ModelError: the language model cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.tagger = Tagger(settings)
        self.relater = Relater(settings)
        self.parser = Parser(settings.language)
        self.versions = {
            "code": code_version(PACKAGE),
            "model": self.parser.version,
            "lexicons": self.tagger.version,
            "rules": self.relater.version,
        }
        if folder := settings.language.encoder_folder:
            self.versions["encoder"] = encoder_version(folder)
        self.extractor = content_hash(*self.versions.values())

    def mined(self, articles: Iterable[Article]) -> Iterator[Mined | Rejected]:
        """For each article, in order, what was read out of it, or why that failed."""
        for document in self.parser.documents(articles):
            yield self._mined(document)

    def _mined(self, document: Document) -> Mined | Rejected:
        try:
            mentions = self.tagger.mentions(document)
            read = self.parser.simplified(document, mentions)
            evidence = self.relater.evidence(read, mentions)
            return Mined(replace(document, passages=()), mentions, evidence)  # half a megabyte that nobody reads again
        except Exception as error:  # noqa: BLE001 - a fault that one text brings out must not stop the other thousands
            reason = f"mining failed: {type(error).__name__}: {error}; please report this record"
            return Rejected.of(document.article, reason)
