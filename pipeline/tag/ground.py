"""The concept of words that are known to be a name: the whole name's, or its head's when the rest leaves it what it is."""

import re

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
    MentionType.CELL: _STATES,
    MentionType.DISEASE: _STATES,
    MentionType.FACTOR: re.compile(
        "active|circulating|cleaved|endogenous|exogenous|exosomal|extracellular|human|intracellular|membrane|murine|nuclear"
        "|phospho|phosphorylated|recombinant|secreted|serum|soluble|total"
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


def concept_of(form: str, kind: MentionType, read: list[Mention], lexicon: Lexicon) -> tuple[str | None, str]:
    """Id and label of a name of type `kind`; `read` are the mentions of that type that the lexicons find in it alone."""
    for one in read:
        if one.text == form and one.id:
            return one.id, one.label
    for row in lexicon.entries(key_of(form)):
        if row.type is kind and row.match is not Match.PART and row.id:
            return row.id, row.name
    head = read[-1] if read else None
    states = _BEFORE.get(kind)
    if head is None or states is None or (kind is MentionType.FACTOR and len(read) > 1):
        return None, form
    before, after = _TREATED.sub(" ", form[: head.start]).lower(), form[head.end :]
    is_whole = bool(_AFTER.fullmatch(after)) if kind is MentionType.FACTOR else not after
    if is_whole and all(states.fullmatch(word) for word in _WORD.findall(before)):
        return head.id, head.label
    return None, form
