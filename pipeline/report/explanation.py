"""How a text was read, as one page: the tree drawn, the mentions, each claim with its signs and its confidence."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.records import Evidence, Explained, Fired, Mention, Role, Sentence
from pipeline.report.assets import asset, environment, policy, write_html
from pipeline.report.highlight import Piece
from pipeline.report.page import RELATIONS

ROW = 24  # height of a word's line in the drawing
LANE, MOST = 13, 210  # width of a lane of arcs, and of all of them together
TEXT = 14  # room between the arcs and the words
WIDTH = 190  # of the longest word and its role
BAR = 90  # half the width of the bars of a confidence, which grow from the middle
TERMS = 12  # of a confidence that are shown one by one: the greatest; the rest is added up
SPACES = (Role.PUNCTUATION,)


class Word(NamedTuple):
    """A word of the drawing, at its baseline; `kind` a mention type, TRIGGER or ""."""

    text: str
    role: str
    kind: str
    x: float
    y: float


class Arc(NamedTuple):
    """From a head to its dependent, as an SVG path; the arrow's tip is at the dependent."""

    path: str
    tip: str
    near: bool


class Drawing(NamedTuple):
    words: tuple[Word, ...]
    arcs: tuple[Arc, ...]
    width: float
    height: float
    label: str


def write_explanation(path: Path, explained: Sequence[Explained], threshold: float) -> None:
    """Write the page. `threshold` is the confidence from which on a claim is published.

    Raises:
        PipelineError: the file could not be written; the page that was there before stands.
    """
    write_html(path, explanation_html(explained, threshold), "Name another file with --html")


def explanation_html(explained: Sequence[Explained], threshold: float) -> str:
    """The page as text; it needs no network and no script, and the same reading gives the same bytes."""
    style = asset("page.css", "explanation.css")
    return (
        environment()
        .get_template("explanation.html")
        .render(
            sentences=[
                {
                    "pieces": list(_pieces(one)),
                    "drawing": drawing(one.sentence, one),
                    "simplified": one.simplified and drawing(one.simplified, one),
                    "mentions": one.mentions,
                    "claims": [_claim(fired, threshold) for fired in one.fired],
                    "nearest": one.nearest,
                }
                for one in explained
            ],
            threshold=threshold,
            style=style,
            policy=policy(style),
            bar=BAR,
        )
    )


def drawing(sentence: Sentence, explained: Explained) -> Drawing:
    """The tree of one form of the sentence, with one word a line and the arcs beside them, so that it fits a narrow screen."""
    tokens = sentence.tokens
    triggers = _trigger_spans(explained)
    shown = [at for at, token in enumerate(tokens) if token.role not in SPACES]
    line = {at: number for number, at in enumerate(shown)}
    links = [(tokens[at].head, at) for at in shown if tokens[at].head != at and tokens[at].head in line]
    lanes = _lanes([(line[head], line[at]) for head, at in links])
    lane = min(LANE, MOST / max([1, *lanes]))
    left = lane * max([1, *lanes]) + TEXT
    words = []
    for at in shown:
        token = tokens[at]
        prep = f" ({token.prep})" if token.prep else ""
        kind = "TRIGGER" if (token.start, token.end) in triggers else _kind(explained.mentions, token.start)
        words.append(Word(token.text, token.role.value.replace("_", " ") + prep, kind, left, (line[at] + 0.7) * ROW))
    arcs = []
    for (head, at), depth in zip(links, lanes, strict=True):
        # Arcs leave a head a little off its middle, away from those that arrive.
        start = (line[head] + (0.68 if line[at] > line[head] else 0.32)) * ROW
        end = (line[at] + 0.5) * ROW
        edge, far = left - TEXT / 2, left - TEXT / 2 - depth * lane
        path = f"M{edge:.1f},{start:.1f} C{far:.1f},{start:.1f} {far:.1f},{end:.1f} {edge - 4:.1f},{end:.1f}"
        tip = f"{edge:.1f},{end:.1f} {edge - 6:.1f},{end - 3:.1f} {edge - 6:.1f},{end + 3:.1f}"
        arcs.append(Arc(path, tip, (tokens[head].start, tokens[head].end) in triggers))
    label = "; ".join(f"{tokens[at].text} is {tokens[at].role.value} of {tokens[head].text}" for head, at in links)
    longest = max((len(word.text) + 0.82 * len(word.role) for word in words), default=0)
    return Drawing(tuple(words), tuple(arcs), left + max(WIDTH, 8.2 * longest + 40), ROW * len(shown), label)


def _lanes(links: Sequence[tuple[int, int]]) -> list[int]:
    """For each link how far out its arc runs: one lane more than the arcs that it spans."""
    spans = [(min(link), max(link)) for link in links]
    found = [0] * len(spans)
    for at in sorted(range(len(spans)), key=lambda k: spans[k][1] - spans[k][0]):
        first, last = spans[at]
        inner = [found[k] for k, (a, b) in enumerate(spans) if found[k] and first <= a and b <= last]
        found[at] = max(inner, default=0) + 1
    return found


def _claim(fired: Fired, threshold: float) -> dict[str, object]:
    evidence = fired.evidence
    steps, _, sum_of_signs = fired.arithmetic.rpartition(": ")
    terms, rest = fired.terms[:TERMS], fired.terms[TERMS:]
    if rest:
        terms = (*terms, (f"{len(rest)} smaller ones together", sum(share for _, share in rest)))
    most = max([1.0, *(abs(share) for _, share in terms)])
    return {
        "evidence": evidence,
        "verb": RELATIONS[evidence.relation],
        "said": list(_said(evidence)),
        "steps": steps.split(" · "),
        "sum": sum_of_signs,
        "terms": [(name, share, abs(share) / most * BAR) for name, share in terms],
        "published": evidence.confidence >= threshold,
        "simplified": fired.simplified,
        "encoder": fired.encoder,
    }


def _said(evidence: Evidence) -> Iterator[str]:
    if evidence.negated:
        yield "negated"
    if evidence.certainty.is_hedged:
        yield evidence.certainty.value
    if evidence.cross_sentence:
        yield "subject named in an earlier sentence"
    if evidence.via is not None:
        yield "mediator of another claim"


def _pieces(explained: Explained) -> Iterator[Piece]:
    """The sentence in pieces: mentions by their type, the words of the relations, and the rest."""
    sentence = explained.sentence
    marks = {(m.start, m.end): Piece(m.text, "mention", m.type.value, _about(m)) for m in explained.mentions}
    free = _trigger_spans(explained)
    for start, end in sorted(free):
        if not any(start < last and first < end for first, last in marks):
            marks[start, end] = Piece(_words(sentence, start, end), "trigger", "TRIGGER")
    at = sentence.start
    for (start, end), piece in sorted(marks.items()):
        yield Piece(_words(sentence, at, start))
        yield piece
        at = end
    yield Piece(_words(sentence, at, sentence.end))


def _trigger_spans(explained: Explained) -> set[tuple[int, int]]:
    cues = [fired.evidence.trigger for fired in explained.fired] + [miss.trigger for miss in explained.nearest]
    return {(cue.start, cue.end) for cue in cues}


def _about(mention: Mention) -> str:
    return f"{mention.label} ({mention.id})" if mention.id else "no id"


def _words(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[start - sentence.start : end - sentence.start]


def _kind(mentions: Sequence[Mention], at: int) -> str:
    return next((mention.type.value for mention in mentions if mention.start <= at < mention.end), "")
