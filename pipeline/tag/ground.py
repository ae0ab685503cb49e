"""The concept of words that are known to be a name: the whole name's, or its head's when the rest leaves it what it is."""

import re
from collections.abc import Iterator

from pipeline.records import Mention, MentionType
from pipeline.tag.lexicon import Lexicon, Match
from pipeline.tag.text import DASHES, key_of

# What can stand before a name and leave the thing what it is.
_STATES = re.compile(
    "activated|advanced|aged|allogeneic|autologous|bovine|bystander|canine|clinical|cultured|damaged|differentiated|donor|early"
    "|equine|ex|experimental|established|expanded|freshly|healthy|host|human|hypoxic|in|infiltrating|injured|isolated|late|local"
    "|migrating|mild|moderate|mouse|murine|naive|native|neonatal|normal|normoxic|old|onset|ovine|patients?|persistent|porcine"
    "|primary|progressive|proliferating|purified|quiescent|rabbit|rat|recipient|refractory|resident|resting|senescent|severe"
    "|stimulated|surrounding|syngeneic|transplanted|treated|untreated|vitro|vivo|xenogeneic|young"
)
_BEFORE = {
    MentionType.DISEASE: _STATES,
    MentionType.FACTOR: re.compile(
        "active|bovine|circulating|cleaved|complement|cytosolic|endogenous|exogenous|exosomal|extracellular|human|intracellular"
        "|mature|membrane|mouse|murine|nuclear|phospho|phosphorylated|plasma|porcine|rat|recombinant|secreted|serum|soluble|total|urinary"
    ),
    MentionType.PROCESS: re.compile("cells?|cellular|genes?|mrna|protein|tissue"),
}
# What can stand behind the name of a molecule.
_AFTER = re.compile(r"\s*(?:(?:cytokine|genes?|mrnas?|peptide|proteins?)\s*)*", re.IGNORECASE)
# `LPS-induced`, `IFN-γ-primed`
_TREATED = re.compile(
    rf"\S+[{DASHES}](?:activated|associated|challenged|cultured|educated|elicited|engineered|exposed|expressing|induced|infected"
    r"|injured|loaded|mediated|modified|overexpressing|preconditioned|pretreated|primed|related|stimulated|transfected|treated)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"[^{DASHES}\s]+")


# What makes a cell another one than its head: a line, a likeness, a denial, or two cells in one name.
_ANOTHER_CELL = re.compile(
    r"\b(?:and|but|like|lines?|lineages?|malignant|non|or)\b|[,/]|(?<!\S)(?=\S*\d)(?=\S*[a-z])\S+"
    r"|\b(?:cancer|carcinoma|glioma|leuka?emi[ac]|tumou?r)\s*$",  # `cancer stem cells`, but not `tumor-infiltrating T cells`
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\S+?(?:\+|\([^)]{1,7}\)|(?<=\d)(?:high|hi|low|dim|-)|[-\s]positive|[-\s](?:expressing|producing))(?=\S*\s|[A-Z]|$)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"[A-Z][A-Za-z\d]*\d(?=\+|\(\+\)| ?positive|-positive)")
_DERIVED = re.compile(rf"s?[{DASHES}\s]derived")
_BRACKET = re.compile(r"\s?\((?=[^()]*[A-Za-z]{2})[^()]*\)?")  # not `CD4(+)`, `LTB(4)`
_ROMAN = re.compile(r"\b(?:I{1,3}|IV)\b")
_ROMANS = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_IN_WORDS = re.compile(r"[a-z]{5}")
_LETTER = re.compile(rf"(?<=[{DASHES}])[abg]$")
_LETTERS = {"a": "alpha", "b": "beta", "g": "gamma"}
# `rhBMP-2`, `sCD25`, `mIL-4`, `pro-IL-1β`: recombinant, soluble, of an animal, not yet cut.
_MADE = re.compile(r"^(?:r?h|hu|r?m|r|s|[Pp]ro[-\s]?)(?=[A-Z][\w-]*[\dα-ω]|[A-Z]{4}|caspase)")
_OF = re.compile(
    r"(?P<head>.+?) (?:(?:collected|derived|harvested|isolated|obtained) )?(?:of|in|from) (?:the )?(?:human |mouse |murine |rat )?(?P<place>.+)"
)
# `lymphocytic`, `osteoblastic`: the cell as an adjective.
_CELLULAR = re.compile(r"(?<=cyt|gli)(?:ic|al)$|(?<=blast|clast)ic$|(?<=phag)ic$|(?<=neuron)al$")
_SAME_STAGE = (("precursor", "progenitor"), ("progenitor", "precursor"))
_CELLS = re.compile(r" (?:cells?|(?:sub)?populations?|subsets?|subtypes?)$")
_INFECTION = re.compile(r" infections?$")
_DISEASE = re.compile(r"(?<= )(?:diseases?|conditions?)$")
_BRITISH = re.compile(r"ae(?=m)|\boe(?=[ds])")  # `ischaemia`, `oedema`
# What a process may be called after its adjective or before its noun: `phagocytic activity`, `inflammatory process`.
_FACULTY = re.compile(
    r" (?:abilit(?:y|ies)|activit(?:y|ies)|capacit(?:y|ies)|events?|functions?|process(?:es)?|responses?)$"
)
# The noun of a verb or an adjective: `migrate`, `phosphorylated`, `secreted`, `phagocytic`, `angiogenic`.
_NOUNS = tuple(
    (re.compile(rf"(?:{ending})$"), noun)
    for ending, noun in (
        ("(?<=[a-z]{3})at(?:e|es|ed|ing|ory|ive)", "ation"),
        ("(?<=[a-z]{3})genic", "genesis"),
        ("(?<=[a-z]{3})ct(?:ed|ing|s)?", "ction"),
        ("(?<=[a-z]{3})et(?:e|es|ed|ing)", "etion"),
        ("(?<=[a-z]{3})ess(?:es|ed|ing)?", "ession"),
        ("(?<=[a-z]{3})ytic", "ytosis"),
        ("(?<=[a-z]{3})tic", "sis"),
        ("(?<=[a-z]{3})agic", "agy"),
        ("(?<=[a-z]{3})is(?:e|es|ed|ing)", "ization"),
        ("(?<=[a-z]{3})iz(?:e|es|ed|ing)", "ization"),
        ("(?<=[a-z]{3})isation", "ization"),
    )
)


def concept_of(form: str, kind: MentionType, read: list[Mention], lexicon: Lexicon) -> tuple[str | None, str]:
    """Id and label of a name of type `kind`; `read` are the mentions of that type that the lexicons find in it alone."""
    for one in read:
        if one.text == form and one.id:
            return one.id, one.label
    for name in (form, *_variants(form, kind)):
        skipped = (Match.PART,) if name == form else (Match.PART, Match.DEFINED)
        rows = [row for row in lexicon.entries(key_of(name)) if row.type is kind and row.match not in skipped]
        for row in rows:
            if row.id:
                return row.id, row.name
        if rows:  # the lexicon knows the name, and that no ontology has it
            return None, form
    head = read[-1] if read else None
    if (
        head is None
        or (kind is MentionType.FACTOR and len(read) > 1)
        or (kind is MentionType.CELL and _has_line(form, read))
    ):
        return None, form
    before, after = form[: head.start], form[head.end :]
    is_whole = bool(_AFTER.fullmatch(after)) if kind is MentionType.FACTOR else not after
    if is_whole and is_kept(before, kind):
        return (kind is MentionType.CELL and marked_cell(before, head.text, lexicon)) or (head.id, head.label)
    return None, form


def marked_cell(before: str, head: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The concept of a cell with one of the markers before it: a `CD4(+) NKG2D(+) T cell` is a `CD4+ T cell`."""
    for marker in _MARKER.findall(before):
        for row in lexicon.entries(key_of(f"{marker} {head}")):
            if row.type is MentionType.CELL and row.id and row.match is not Match.DEFINED:
                return row.id, row.name
    return None


def _has_line(form: str, read: list[Mention]) -> bool:
    """Whether a cell without a concept stands in the name: `Jurkat T cells`, but not `iPSC-derived astrocytes`."""
    return any(one.id is None and not _DERIVED.match(form, one.end) for one in read)


def is_kept(before: str, kind: MentionType) -> bool:
    """Whether a name of type `kind` stays what it is with the words `before` it."""
    if kind is MentionType.CELL:
        return not _ANOTHER_CELL.search(_MARKED.sub(" ", _TREATED.sub(" ", before)))
    states = _BEFORE.get(kind)
    words = _WORD.findall(_TREATED.sub(" ", before).lower())
    return states is not None and all(states.fullmatch(word) for word in words)


def without_brackets(form: str) -> str:
    """`interleukin (IL)-4` as `interleukin-4`; a bracket may be cut off at the end."""
    return _BRACKET.sub("", form)


def turned(form: str, kind: MentionType) -> str:
    """`MSCs isolated from adipose tissue` as `adipose tissue MSCs`; empty where there is nothing to turn."""
    placed = _OF.fullmatch(form) if kind is MentionType.CELL else None
    return f"{placed['place']} {placed['head']}" if placed else ""


def _variants(form: str, kind: MentionType) -> Iterator[str]:
    """Other ways to write the name, the likeliest first."""
    if kind is MentionType.FACTOR:
        if _IN_WORDS.search(form):  # `Ang II` is no `ANG2`
            yield _ROMAN.sub(lambda found: _ROMANS[found[0]], form)
        yield _LETTER.sub(lambda found: _LETTERS[found[0]], form)
        yield _MADE.sub("", form)
    elif kind is MentionType.CELL:
        yield from _cells(form)
    elif kind is MentionType.DISEASE:
        yield f"{form} disease"  # `Crohn's`
        yield _DISEASE.sub("disorder", form)
        yield _INFECTION.sub("", form)
        yield _ROMAN.sub(lambda found: _ROMANS[found[0]], form)
        yield _BRITISH.sub(lambda found: found[0].replace("a", "").replace("o", ""), form.lower())
    elif kind is MentionType.PROCESS:
        word = _FACULTY.sub("", form.lower())
        yield word
        for ending, noun in _NOUNS:
            if ending.search(word):
                yield ending.sub(noun, word)


def _cells(form: str) -> Iterator[str]:
    yield f"{form} cell"
    bare = _CELLS.sub("", form)
    yield _CELLULAR.sub("", bare) + ("e" if bare.endswith(("cytic", "phagic")) else "")
    yield bare
    yield form.replace("lymphocyte", "cell")
    placed = _OF.fullmatch(form)
    if placed:
        yield f"{placed['place']} {placed['head']}"
        yield placed["head"]
    for one, other in _SAME_STAGE:
        if one in form:
            yield form.replace(one, other)
            yield f"{form.replace(one, other)} cell"
