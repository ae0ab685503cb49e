"""A sentence as a row of items, each with a one-letter code, so that composed names are regular expressions over codes.

| code | item |
| --- | --- |
| `C` `a` | a cell; a cell's name as an adjective (`neuronal`) |
| `S` `s` | a vehicle (`exosomes`); one that needs a producer (`CM`, `factors`) |
| `F` `P` `D` `T` `O` | factor, process, disease, tissue, species |
| `t` `A` | short name of a tissue (`BM`), only within a name; any other part |
| `b` | a process that needs its bearer (`function`) |
| `c` `l` `h` | `cells`; `line`; a head noun of diseases (`injury`) |
| `d` `e` `g` `f` | `derived`; `secreted`; `isolated`, `obtained`; `from`, `of` |
| `x` `n` `m` `q` | `primed`, `treated`; `hypoxic`, `engineered`; `regulatory`, `M2-like`; `chronic`, `ischemic` |
| `+` | `+`, `(+)`, `-positive`, `high` after a marker |
| `&` `/` `(` `)` `,` | coordination, slash, brackets, comma |
| `N` `w` | a word that looks like a name (`A549`); any other word |
| `.` | anything that ends a name |
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.records import MentionType
from pipeline.tag.lexicon import Match
from pipeline.tag.matcher import Hit
from pipeline.tag.text import DASHES

_CODES = {
    MentionType.CELL: "C",
    MentionType.SECRETOME: "S",
    MentionType.FACTOR: "F",
    MentionType.PROCESS: "P",
    MentionType.DISEASE: "D",
    MentionType.TISSUE: "T",
    MentionType.SPECIES: "O",
    None: "w",
}
_WORDS = {
    "c": "cell cells",
    "l": "line lines",
    "h": "injury injuries damage disease diseases disorder disorders syndrome syndromes cancer cancers lesion lesions "
    "failure infection infections tumor tumors tumour tumours carcinoma carcinomas adenocarcinoma sarcoma neuropathy "
    "insufficiency dysfunction",
    "d": "derived sourced originated",
    "e": "secreted released shed produced",  # from: a claim of its own
    "g": "isolated obtained collected harvested purified extracted recovered prepared",
    "f": "from of by",
    "x": "primed preconditioned conditioned pretreated treated stimulated loaded enriched modified engineered educated "
    "overexpressing expressing rich containing transfected activated licensed encapsulated laden challenged exposed "
    "pre labeled carrying infected induced transduced cultured depleted deficient cotreated conjugated equipped",
    "n": "hypoxic normoxic engineered circulating native natural primary naive control inflammatory "
    "healthy young aged old adult fetal neonatal allogeneic autologous xenogeneic syngeneic bioengineered targeted "
    "cultured hypoxia normoxia 3D embryonic senescent apoptotic therapeutic purified immortalized clinical",
    "m": "regulatory effector cytotoxic helper memory naive naïve tolerogenic immature mature conventional plasmacytoid "
    "myeloid lymphoid vascular microvascular splenic progenitor precursor multipotent pluripotent stem "
    "stromal epithelial endothelial neural neuronal suppressor follicular "
    "cortical hippocampal dopaminergic sensory tubular airway alveolar bronchial perivascular monocyte-derived "
    "reactive mesangial interstitial trophoblast mucosal embryonic hematopoietic embryo iPSC ESC HSC",
    "q": "acute chronic ischemic ischaemic traumatic autoimmune inflammatory neurodegenerative cardiovascular neurological "
    "metabolic infectious degenerative vascular neuronal axonal nerve tissue organ systemic immune malignant metastatic "
    "viral bacterial respiratory ocular skeletal rheumatic neural oxidative secondary demyelinating cerebrovascular "
    "neuroinflammatory microvascular alcoholic ulcerative peripheral joint muscle allergic eosinophilic "
    "white matter secondary",
    "&": "and or",
    "+": "positive negative high hi low dim bright expressing producing secreting",
}
_WORD_CODES: dict[str, str] = {}
for _code, _listed in _WORDS.items():
    for _word in _listed.split():
        _WORD_CODES.setdefault(_word, _code)
_MARKS = frozenset(_WORDS["+"].split())
_PIECE = re.compile(
    r"\(?[+\u2212-]\)|[+](?![\d.])|\((?:high|hi|low|neg|pos)\)"
    # `SNK-6`, `BT-474`: a name with its number
    r"|[A-Z][^\W_]*(?:-[^\W_]+)*-\d+[^\W_]*|[^\W_]+|[()/,;:.]|[\[\]]"
)
_NAME_LIKE = re.compile(r"(?=.*[A-Z])(?=.*\d)|[A-Z][A-Za-z]*[A-Z]")


class Item(NamedTuple):
    """A hit or a word with its code. `parts` are the items that a composed one was made of."""

    start: int
    end: int
    code: str
    text: str
    hit: Hit | None = None
    parts: tuple["Item", ...] = ()


def items_of(text: str, start: int, end: int, hits: list[Hit]) -> list[Item]:
    """The items of `text[start:end]`, in order: the hits, and the words and marks between them."""
    items: list[Item] = []
    at = start
    for hit in hits:
        items += _pieces(text, at, hit.start, items)
        items.append(Item(hit.start, hit.end, _code_of(hit), text[hit.start : hit.end], hit))
        at = hit.end
    items += _pieces(text, at, end, items)
    return items


def _code_of(hit: Hit) -> str:
    code = _CODES[hit.type]
    if hit.match is Match.PART:
        return {"S": "s", "T": "t"}.get(code, "A")
    if hit.match is Match.BEARER:
        return "b"
    return code if hit.match is not Match.ADJECTIVE or code == "P" else "a" if code == "C" else "w"


def _pieces(text: str, start: int, end: int, before: list[Item]) -> list[Item]:
    pieces: list[Item] = []
    last = before[-1] if before else None
    for found in _PIECE.finditer(text, start, end):
        first, after = found.span()
        last = Item(first, after, _piece_code(found[0], first, last), found[0])
        pieces.append(last)
    return pieces


def _piece_code(piece: str, start: int, last: Item | None) -> str:
    if last is not None and last.code in "FN+":
        if piece == "+" or (piece[0] in "(+\u2212-" and len(piece) > 1):
            return "+" if last.end == start else "."
        if piece.lower() in _MARKS:
            return "+"
    return _word_code(piece)


@lru_cache(maxsize=100_000)
def _word_code(piece: str) -> str:
    """The code of a word or mark that follows no marker."""
    if piece == "+" or (piece[0] in "(+\u2212-" and len(piece) > 1):
        return "."
    if piece in "()/,":
        return piece
    if piece in ";:.[]":
        return "."
    return _WORD_CODES.get(piece.lower()) or ("N" if _NAME_LIKE.match(piece) else "w")


def codes_of(items: list[Item]) -> str:
    return "".join([item.code for item in items])


def is_glued(text: str, left: Item, right: Item) -> bool:
    """Whether nothing but a dash or an underscore stands between two items."""
    gap = text[left.end : right.start]
    return not gap or gap in DASHES or gap == "_"


def merged(text: str, parts: list[Item], hit: Hit) -> Item:
    """One item in the place of several."""
    hit = replace(hit, match=Match.ANY)
    return Item(hit.start, hit.end, _code_of(hit), text[hit.start : hit.end], hit, tuple(parts))
