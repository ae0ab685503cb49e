"""The records that travel down the line: plain, frozen, picklable; ids are content hashes.

Every offset is a character offset into `Article.text`, and `article.text[m.start:m.end] == m.text` holds for
every span that leaves the program.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class MentionType(StrEnum):
    """What a mention names. SPECIES and TISSUE are context: they are never an argument of a claim."""

    SECRETOME = "SECRETOME"
    FACTOR = "FACTOR"
    CELL = "CELL"
    PROCESS = "PROCESS"
    DISEASE = "DISEASE"
    SPECIES = "SPECIES"
    TISSUE = "TISSUE"

    @property
    def is_context(self) -> bool:
        return self in (MentionType.SPECIES, MentionType.TISSUE)


ARGUMENTS = (MentionType.SECRETOME, MentionType.FACTOR, MentionType.CELL, MentionType.PROCESS, MentionType.DISEASE)


class Via(StrEnum):
    """How a mention was found."""

    LEXICON = "lexicon"
    ABBREVIATION = "abbreviation"
    MODEL = "model"
    PRODUCT = "product"


class Vehicle(StrEnum):
    """In what form a secretome product comes."""

    EV = "ev"
    EXOSOME = "exosome"
    MICROVESICLE = "microvesicle"
    APOPTOTIC_BODY = "apoptotic_body"
    CONDITIONED_MEDIUM = "conditioned_medium"
    SECRETOME = "secretome"
    SOLUBLE = "soluble"


class Relation(StrEnum):
    """What the subject is said to do to the object."""

    INCREASES = "increases"
    DECREASES = "decreases"
    AFFECTS = "affects"
    CONTAINS = "contains"
    NO_EFFECT = "no_effect"


class Certainty(StrEnum):
    """Asserted; hedged (suggested or hypothesised); or the aim of a study, which found nothing yet."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    AIM = "aim"

    @property
    def is_hedged(self) -> bool:
        return self is not Certainty.ASSERTED


class ClaimRole(StrEnum):
    """The part that the sentence plays in its paper."""

    TITLE = "title"
    BACKGROUND = "background"
    AIM = "aim"
    METHOD = "method"
    RESULT = "result"
    CONCLUSION = "conclusion"
    UNCLEAR = "unclear"


class ModelSystem(StrEnum):
    """Where the effect was seen."""

    IN_VITRO = "in_vitro"
    EX_VIVO = "ex_vivo"
    IN_VIVO = "in_vivo"
    CLINICAL = "clinical"
    REVIEW = "review"
    UNCLEAR = "unclear"


class ArticleStatus(StrEnum):
    """Whether the paper stands: `notice` is one of a retraction or a concern; `erratum`, `concern` are no retractions."""

    OK = "ok"
    RETRACTED = "retracted"
    CONCERN = "concern"
    ERRATUM = "erratum"
    NOTICE = "notice"


class Origin(StrEnum):
    """Whose record it is; where sources differ on one paper, the one named first here is believed (`read.merge`)."""

    PUBMED = "pubmed"
    EUROPEPMC = "europepmc"
    FILE = "file"


class RunStatus(StrEnum):
    STARTED = "started"
    OK = "ok"
    FAILED = "failed"
    HELD = "held"


class Role(StrEnum):
    """Grammatical roles, the same for every parser (see `pipeline.language.roles`).

    Content words are heads: a preposition or a copula is a child of its noun or adjective, and an OBLIQUE names
    its preposition in `Token.prep`.
    """

    ROOT = "root"
    SUBJECT = "subject"
    PASSIVE_SUBJECT = "passive_subject"
    AGENT = "agent"  # `by X` under a passive
    OBJECT = "object"
    OBLIQUE = "oblique"  # `of X`, `in X`, `through X`: object of a preposition
    PREDICATE = "predicate"  # `became Y`, `seemed Y`; with `be` the predicate is the head instead
    MODIFIER = "modifier"  # adjective or participle before its noun
    COMPOUND = "compound"  # noun before its noun, or within `X-treated`
    POSSESSIVE = "possessive"
    APPOSITION = "apposition"
    CONJUNCT = "conjunct"  # hangs on the conjunct before it or on the first one
    RELATIVE = "relative"  # verb of a relative clause
    PARTICIPLE = "participle"  # verb of a reduced relative, or infinitive after a noun
    COMPLEMENT = "complement"  # clause with its own subject: `showed that …`
    OPEN_COMPLEMENT = "open_complement"  # clause without: `able to inhibit`; after a preposition see `prep`
    ADVERBIAL_CLAUSE = "adverbial_clause"
    ADVERB = "adverb"
    NEGATION = "negation"
    AUXILIARY = "auxiliary"
    COPULA = "copula"
    PREPOSITION = "preposition"
    MARKER = "marker"
    COORDINATOR = "coordinator"
    PARATAXIS = "parataxis"
    DETERMINER = "determiner"
    NUMBER = "number"
    PUNCTUATION = "punctuation"
    OTHER = "other"


RAW_CHARACTERS = 2_000


def content_hash(*parts: object) -> str:
    """The first 20 hex digits of the SHA-256 of `parts`, joined by a separator that no text holds."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an abstract. `label` is the author's (`MATERIALS AND METHODS`), `category` NLM's (`METHODS`)."""

    text: str
    label: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One paper as one source gives it.

    `source_id` is the id of the input record, unchanged; `id` is the project's own (`pubmed:123`, `doi:10.…`,
    `local:…`). Dates are ISO 8601, as precise as the source: `2021`, `2021-03`, `2021-03-05`, or "" when unknown.
    A preprint names the paper that came of it in `published_as`, the paper its preprint in `preprinted_as`: an
    article's id, or `ppr:…`, Europe PMC's number of a preprint that was not met.
    """

    id: str
    source_id: str | int
    title: str
    sections: tuple[Section, ...] = ()
    pmid: str = ""
    pmid_version: int = 1
    doi: str = ""
    pmcid: str = ""
    vernacular_title: str = ""
    language: str = ""
    journal: str = ""
    published: str = ""
    entered: str = ""
    revised: str = ""
    types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    status: ArticleStatus = ArticleStatus.OK
    source: str = ""
    origin: Origin = Origin.FILE
    published_as: str = ""
    preprinted_as: str = ""

    @property
    def text(self) -> str:
        """Title, newline, and the sections' texts joined by newlines."""
        return self.title + "\n" + "\n".join(section.text for section in self.sections)

    @property
    def content_hash(self) -> str:
        """Changes when anything that the pipeline reads from the record changes."""
        return content_hash(
            self.text,
            *(f"{section.label}|{section.category}" for section in self.sections),
            *(self.pmid, self.pmid_version, self.doi, self.pmcid, self.vernacular_title, self.language),
            *(self.journal, self.published, self.entered, self.revised, self.status),
            *(self.published_as, self.preprinted_as),
            *self.types,
            "|",
            *self.mesh,
        )

    @property
    def is_review(self) -> bool:
        return any("review" in kind.lower() for kind in self.types)

    @property
    def is_preprint(self) -> bool:
        return any(kind.lower() == "preprint" for kind in self.types)

    @property
    def year(self) -> int | None:
        return int(self.published[:4]) if self.published[:4].isdigit() else None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A citation that PubMed took back (`DeleteCitation` in its update files): its record is to be withdrawn."""

    pmid: str
    pmid_version: int = 1
    source: str = ""
    position: str = ""

    @property
    def id(self) -> str:
        """The id of the article that goes."""
        return f"pubmed:{self.pmid}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used, or a file that could not be read to its end (`whole_file`).

    `raw` is the beginning of the record, RAW_CHARACTERS at most.
    """

    source: str
    position: str
    reason: str
    key: str = ""
    raw: str = ""
    whole_file: bool = False

    @classmethod
    def of(cls, article: Article, reason: str) -> "Rejected":
        """An article that was read and cannot be used after all."""
        position = f"record {article.source_id}"
        return cls(article.source, position, reason, article.id, article.text[:RAW_CHARACTERS])


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a sentence. `head` is the index of its head in the sentence; a root is its own head."""

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    pos: str
    head: int
    role: Role
    prep: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `section` is "title" or the section's label, `category` the section's NLM category."""

    index: int
    start: int
    end: int
    text: str
    section: str = ""
    category: str = ""
    tokens: tuple[Token, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form defined in the record, with the place of its definition."""

    short: str
    long: str
    start: int
    end: int
    long_start: int
    long_end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A span that the language model's entity recogniser found, with the recogniser's own label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its sentences parsed, its abbreviations resolved and the model's entities.

    `simplified` are those of its sentences that were parsed once more in a simpler form, with the tree that this gave.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    abbreviations: tuple[Abbreviation, ...] = ()
    entities: tuple[Entity, ...] = ()
    simplified: tuple[Sentence, ...] = ()
    passages: "tuple[Passage, ...]" = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed span. `id` is a CURIE, or None when no concept was found; `sentence` is the sentence's index.

    A SECRETOME mention also says its `vehicle`, its `producer` (CURIE of the cell it comes from),
    `producer_source` (tissue: bone_marrow, adipose, umbilical_cord, …) and `priming` (hypoxia, IFN-γ, …).
    """

    start: int
    end: int
    text: str
    type: MentionType
    sentence: int
    id: str | None = None
    label: str = ""
    via: Via = Via.LEXICON
    score: float = 1.0
    vehicle: Vehicle | None = None
    producer: str | None = None
    producer_source: str = ""
    priming: str = ""

    @property
    def key(self) -> str:
        """What this mention is about: its id, or its own words when it has none."""
        return self.id or f"text:{' '.join(self.text.lower().split())}"


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Some sentences of an article as the encoder reads them, cut into words, and these into pieces.

    `starts` and `ends` are the words' character offsets in the article, `heads` the places of the words' first pieces and of
    the mark behind the last word: word k has the pieces `heads[k]` to `heads[k + 1]`. `pieces` are ids of the encoder's
    vocabulary, `vectors` what it made of them: an array (pieces, width), empty before it read them.
    """

    starts: Array
    ends: Array
    heads: Array
    pieces: Array
    vectors: Array = field(default_factory=lambda: np.empty((0, 0)), repr=False)

    @property
    def start(self) -> int:
        return int(self.starts[0])

    @property
    def end(self) -> int:
        return int(self.ends[-1])

    def holds(self, span: "Sentence | Mention") -> bool:
        """Whether the span lies in the passage."""
        return self.start <= span.start and span.end <= self.end

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The words that `start` to `end` touches: the first of them, and the one behind the last."""
        return int(np.searchsorted(self.ends, start, "right")), int(np.searchsorted(self.starts, end, "left"))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last piece of the words that `start` to `end` touches."""
        first, after = self.words(start, end)
        return int(self.heads[first]), int(self.heads[max(after, first + 1)]) - 1

    def by_piece(self, of_words: Array) -> Array:
        """A value for each piece from one for each word; the marks at both ends have 0."""
        return np.concatenate([[0], np.repeat(of_words, np.diff(self.heads)), [0]])

    def tags(self, mentions: "Iterable[Mention]") -> Array:
        """For each word 0 outside all mentions, else 1 + twice the number of the type, and 1 more behind the first word.

        The number is the place in `ARGUMENTS`; the types of context share the one behind.
        """
        found = np.zeros(len(self.starts), dtype=np.int64)
        for one in mentions:
            first, after = self.words(one.start, one.end)
            number = len(ARGUMENTS) if one.type.is_context else ARGUMENTS.index(one.type)
            found[first:after] = 2 + 2 * number
            found[first : min(first + 1, after)] = 1 + 2 * number
        return found


def arguments_by_sentence(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """The mentions that can be arguments of a claim, by the index of their sentence; those of context are left out."""
    found: dict[int, list[Mention]] = {}
    for mention in mentions:
        if not mention.type.is_context:
            found.setdefault(mention.sentence, []).append(mention)
    return found


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that a decision was read from: kind is negation, hedge, aim, species, model_system, …"""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the record says of where and in whom. CURIEs where the words are grounded, else None or ""."""

    species: str | None = None
    disease: str | None = None
    model_system: ModelSystem = ModelSystem.UNCLEAR
    producer_source: str = ""
    priming: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim in one sentence: who does what to whom, through which process, and how it is said."""

    article_id: str
    sentence: Sentence
    subject: Mention
    relation: Relation
    object: Mention
    process: Mention | None
    rule: str
    trigger: Cue
    negated: bool = False
    certainty: Certainty = Certainty.ASSERTED
    role: ClaimRole = ClaimRole.UNCLEAR
    via: Mention | None = None
    cross_sentence: bool = False
    context: Context = Context()
    cues: tuple[Cue, ...] = ()
    confidence: float = 0.5

    @property
    def id(self) -> str:
        """Same article, sentence, arguments and relation: same evidence, whatever the run or rule that found it."""
        spans = ((m.start, m.end) if m else None for m in (self.subject, self.object, self.process))
        return content_hash(self.article_id, self.sentence.text, *spans, self.relation)

    @property
    def claim_id(self) -> str:
        return claim_id(self.subject.key, self.relation, self.object.key, self.process.key if self.process else None)


@dataclass(frozen=True, slots=True)
class Fired:
    """A claim with how it was read: the arithmetic of its signs, what each feature adds to its log odds, and in which tree.

    `encoder` says in words what the encoder reads between subject and object, "" where it was not asked.
    """

    evidence: Evidence
    arithmetic: str
    terms: tuple[tuple[str, float], ...] = ()
    simplified: bool = False
    encoder: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A trigger that gave no claim: the rule that came nearest, and what it lacked."""

    trigger: Cue
    rule: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Explained:
    """How one sentence was read: the claims in it, and the triggers that gave none.

    `simplified` is the sentence with the tree of its simple form, where some claim was read from that.
    """

    sentence: Sentence
    mentions: tuple[Mention, ...]
    fired: tuple[Fired, ...] = ()
    nearest: tuple[NearMiss, ...] = ()
    simplified: Sentence | None = None


def claim_id(subject: str, relation: str, obj: str, process: str | None) -> str:
    """The id that all evidence for one claim shares: same subject, relation, object and process concepts."""
    return content_hash(subject, relation, obj, process)


@dataclass(frozen=True, slots=True)
class Mined:
    """All that was read out of one article."""

    document: Document
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]

    @property
    def article(self) -> Article:
        return self.document.article


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of the pipeline. `versions` maps code, config, lexicon, rules and model to their versions or hashes."""

    id: str
    started: str
    finished: str = ""
    status: RunStatus = RunStatus.STARTED
    versions: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
