"""Made-up sentences for constructions of our field that the treebanks hardly hold.

Abstracts list states (`reduced secretion of A and attenuated migration of B were seen in C`). The treebanks have few such
participles before nouns, and many verbs of the same form, so a parser takes one of them for the verb. These sentences show both
readings, with trees that follow from how they are made.
"""

import random
from dataclasses import dataclass, replace

from training.treebank import Parsed

STATES = [
    "suppressed",
    "reduced",
    "attenuated",
    "decreased",
    "diminished",
    "impaired",
    "enhanced",
    "increased",
    "elevated",
    "blunted",
    "inhibited",
]
NOUNS = [
    "generation",
    "capacity",
    "activation",
    "secretion",
    "expression",
    "infiltration",
    "phosphorylation",
    "maturation",
    "recruitment",
    "production",
    "proliferation",
    "survival",
    "migration",
    "polarization",
    "release",
    "accumulation",
    "differentiation",
    "cytotoxicity",
]
BEARERS = (
    ("macrophages",),
    ("dendritic", "cells"),
    ("T", "lymphocytes"),
    ("neutrophils",),
    ("B", "cells"),
    ("microglia",),
    ("fibroblasts",),
    ("natural", "killer", "cells"),
)
ADJECTIVES = {"dendritic", "natural", "inflammatory", "splenic", "pulmonary", "regulatory"}
AGENTS = ("exosomes", "vesicles", "curcumin", "siRNA", "IL", "MSCs")
SEEN = ("observed", "noticed", "found", "detected", "seen")
PLACES = ("mice", "animals", "rats", "patients")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with what hangs on it, to its left and to its right."""

    text: str
    tag: str
    label: str
    before: tuple["Word", ...] = ()
    after: tuple["Word", ...] = ()


def sentences(count: int, rng: random.Random) -> list[Parsed]:
    """`count` sentences, in turn with states as passive subjects, as subjects, as objects, and with verbs of the same form."""
    forms = (_seen, _characterise, _showed, _verbs)
    return [columns(forms[k % len(forms)](rng)) for k in range(count)]


def columns(root: Word) -> Parsed:
    """The tree below `root` as columns."""
    found = Parsed([], [], [], [], [])
    _write(root, found)
    found.words[0] = found.words[0][0].upper() + found.words[0][1:]
    for k, word in enumerate(found.words[1:]):
        if word in (",", ".", "-") or found.words[k] == "-":
            found.spaces[k] = False
    return found


def _write(word: Word, found: Parsed) -> int:
    """Write the subtree and give the number of its top word."""
    kids = [_write(kid, found) for kid in word.before]
    own = len(found.words)
    found.words.append(word.text)
    found.spaces.append(True)
    found.tags.append(word.tag)
    found.heads.append(own)
    found.labels.append(word.label)
    kids += [_write(kid, found) for kid in word.after]
    for kid in kids:
        found.heads[kid] = own
    return own


def _seen(rng: random.Random) -> Word:
    subject = _list([_state(rng) for _ in range(rng.randint(2, 3))], "nsubjpass")
    place = Word("in", "IN", "prep", after=(_place(rng),))
    return Word(rng.choice(SEEN), "VBN", "root", (subject, Word("were", "VBD", "auxpass")), (place, _stop()))


def _characterise(rng: random.Random) -> Word:
    subject = _list([_state(rng) for _ in range(2)], "nsubj")
    return Word(
        rng.choice(("characterised", "marked", "preceded")),
        "VBD",
        "root",
        (subject,),
        (replace(_place(rng), label="dobj"), _stop()),
    )


def _showed(rng: random.Random) -> Word:
    objects = _list([_state(rng) for _ in range(rng.randint(2, 3))], "dobj")
    return Word("showed", "VBD", "root", (replace(_place(rng), label="nsubj"),), (objects, _stop()))


def _verbs(rng: random.Random) -> Word:
    verbs = [
        Word(rng.choice(STATES), "VBD", "conj", after=(replace(_process(rng), label="dobj"),))
        for _ in range(rng.randint(2, 3))
    ]
    root = _list(verbs, "root")
    agent = Word(rng.choice(AGENTS), "NNS", "nsubj")
    return replace(root, before=(agent,), after=(*root.after, _stop()))


def _list(members: list[Word], label: str) -> Word:
    """Members with commas and `and`, each hung on the one before it."""
    *rest, last = members
    chain = replace(last, label="conj")
    for k, member in enumerate(reversed(rest)):
        comma = (Word(",", ",", "punct"),) if k or len(members) > 2 else ()
        link = (*comma, Word("and", "CC", "cc")) if k == 0 else comma
        chain = replace(member, label="conj", after=(*member.after, *link, chain))
    return replace(chain, label=label)


def _state(rng: random.Random) -> Word:
    noun = _process(rng)
    return replace(noun, before=(Word(rng.choice(STATES), "VBN", "amod"), *noun.before))


def _process(rng: random.Random) -> Word:
    whose = _list([_bearer(rng) for _ in range(rng.choice((1, 1, 2)))], "pobj")
    return Word(rng.choice(NOUNS), "NN", "conj", after=(Word("of", "IN", "prep", after=(whose,)),))


def _bearer(rng: random.Random) -> Word:
    *before, head = rng.choice(BEARERS)
    if rng.random() < 0.3:
        before = [rng.choice(("inflammatory", "splenic", "pulmonary")), *before]
    modifiers = (
        Word(word, "JJ" if word in ADJECTIVES else "NN", "amod" if word in ADJECTIVES else "compound")
        for word in before
    )
    return Word(head, "NNS", "pobj", tuple(modifiers))


def _place(rng: random.Random) -> Word:
    agent = Word(rng.choice(AGENTS), "NN", "npadvmod")
    treated = Word("treated", "VBN", "amod", (agent, Word("-", "HYPH", "punct")))
    return Word(rng.choice(PLACES), "NNS", "pobj", (treated,) if rng.random() < 0.6 else ())


def _stop() -> Word:
    return Word(".", ".", "punct")
