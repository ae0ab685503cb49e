"""How the encoder learns: names and pairs together, the pairs from gold mentions that are disturbed as our own are."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.records import Array
from training.encoder.examples import IGNORED, Example, Name, Said
from training.encoder.network import HEADS, LABELS, Asked, Encoder, Scores

BATCH = 1_400  # pieces, about
RATE, HEAD_RATE, DECAY, WARMUP = 2e-4, 1e-3, 0.01, 0.1
PAIRS, FLAGS, PROCESS = 5.0, 0.5, 0.5  # weights of the losses beside that of the names
HIDDEN = (
    0.15  # share of the passages whose lexicon tags are not shown; of the others' tags the same share is taken away
)
DISTURBED = 0.6  # share of the passages whose mentions are disturbed
LOST, ADDED, BENT = 0.04, 0.5, 0.5  # share of mentions taken away, of the lexicons' own added, of ends taken from them
CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and in which order to learn."""

    epochs: int
    seed: int


Told = Callable[[str], None]


def disturbed(one: Example, rng: random.Random) -> Example:
    """The example with mentions as a tagger might have found them; claims about lost ones are lost."""
    names: list[Name] = []
    kept: dict[int, int] = {}
    for at, name in enumerate(one.names):
        if rng.random() < LOST:
            continue
        similar = [other for other in one.listed if other.overlaps(name) and other.type == name.type]
        taken = similar[0] if similar and similar[0] != name and rng.random() < BENT else name
        if not any(taken.overlaps(other) for other in names):
            kept[at] = len(names)
            names.append(taken)
    for extra in one.listed:
        if rng.random() < ADDED and not any(extra.overlaps(other) for other in (*one.names, *names)):
            names.append(extra)
    claims = tuple(
        Said(
            kept[c.subject],
            kept[c.object],
            c.relation,
            c.negated,
            c.hedged,
            None if c.process is None else kept.get(c.process),
        )
        for c in one.claims
        if c.subject in kept and c.object in kept
    )
    back = {new: old for old, new in kept.items()}
    aliases = tuple(kept.get(one.aliases[back[at]], at) if at in back else at for at in range(len(names)))
    return replace(one, names=tuple(names), claims=claims, aliases=aliases)


def labels(one: Example) -> Array:
    """The label of each piece that begins a word: 0 outside, 1 + twice the type at the first word of a name, else 1 more."""
    found = np.full(len(one.pieces), IGNORED)
    found[one.heads[:-1]] = 0
    for name in one.names:
        found[one.heads[name.first : name.last + 1]] = 2 + 2 * name.type
        found[one.heads[name.first]] = 1 + 2 * name.type
    return found


def mention_tags(one: Example) -> Array:
    """As `pipeline.tag.recogniser.tags`, by piece."""
    found = np.zeros(len(one.pieces), dtype=np.int64)
    for name in one.names:
        found[one.heads[name.first] : one.heads[name.last + 1]] = 2 + 2 * name.type
        found[one.heads[name.first] : one.heads[name.first + 1]] = 1 + 2 * name.type
    return found


def spans(one: Example) -> Array:
    """First and last piece of each mention: (mentions, 2)."""
    return np.array([(one.heads[n.first], one.heads[n.last + 1] - 1) for n in one.names]).reshape(-1, 2)


def pairs(one: Example) -> tuple[Array, Array]:
    """The ordered pairs of different things in one sentence, (pairs, 2), and the sentence's first and last piece for each."""
    found, bounds = [], []
    for first, after in one.sentences:
        own = [at for at, name in enumerate(one.names) if first <= name.first < after]
        new = [(a, b) for a in own for b in own if a != b and one.aliases[a] != one.aliases[b]]
        found += new
        bounds += [(one.heads[first], one.heads[after] - 1)] * len(new)
    return np.array(found, dtype=np.int64).reshape(-1, 2), np.array(bounds, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Targets:
    """What is right of each pair; `process` is 0 for none, else 1 + the mention's number."""

    relation: Tensor
    flags: Tensor
    process: Tensor


def targets(one: Example, of: Array) -> Targets:
    """For the pairs `of`. A pair of other names of the same two things is neither right nor wrong."""
    said: dict[tuple[int, int], Said] = {}
    for own in one.claims:
        said.setdefault((own.subject, own.object), own)
    same = {(one.aliases[c.subject], one.aliases[c.object]) for c in one.claims}
    relation, flags, process = [], [], []
    for a, b in of.tolist():
        claim = said.get((a, b))
        if claim is not None:
            relation.append(claim.relation)
            flags.append((float(claim.negated), float(claim.hedged)))
            process.append(0 if claim.process is None else 1 + claim.process)
        else:
            relation.append(IGNORED if (one.aliases[a], one.aliases[b]) in same else 0)
            flags.append((0.0, 0.0))
            process.append(IGNORED)
    return Targets(torch.tensor(relation), torch.tensor(flags), torch.tensor(process))


def padded(rows: Sequence[Array], empty: int = 0) -> Tensor:
    length = max(len(row) for row in rows)
    return torch.tensor(np.stack([np.pad(row, (0, length - len(row)), constant_values=empty) for row in rows]))


def mask_of(batch: Sequence[Example]) -> Tensor:
    """What may be attended to, as something to add to scores: (passages * HEADS, 1, pieces)."""
    seen = padded([np.ones(len(one.pieces)) for one in batch])
    return ((seen - 1) * 1e4)[:, None].float().repeat_interleave(HEADS, 0)


def losses(model: Encoder, batch: Sequence[Example], rng: random.Random) -> tuple[Tensor, float, float]:
    """The loss of a batch, and the parts of the names and the pairs in it."""
    mask = mask_of(batch)
    tags = [_hidden(one, rng) for one in batch]
    shown = [disturbed(one, rng) if rng.random() < DISTURBED else one for one in batch]
    with torch.autocast("cpu", torch.bfloat16):
        vectors = model.trunk(padded([one.pieces for one in batch]), mask)
        scores = model.names(vectors, mask, padded(tags), padded([one.shapes for one in batch]))
        read = model.pairs.read(
            vectors, mask, padded([mention_tags(one) for one in shown]), padded([one.triggers for one in shown])
        )
    wanted = padded([labels(one) for one in batch], IGNORED)
    names = functional.cross_entropy(scores.float().reshape(-1, LABELS), wanted.reshape(-1), label_smoothing=0.02)
    found: list[tuple[Scores, Targets]] = []
    for at, one in enumerate(shown):
        of, bounds = pairs(one)
        if len(of):
            found.append((_scores(model, read[at].float(), one, of, bounds), targets(one, of)))
    if not found:
        return names, names.item(), 0.0
    relation = functional.cross_entropy(
        torch.cat([s.relation for s, _ in found]), torch.cat([t.relation for _, t in found]), reduction="mean"
    )
    total = names + PAIRS * relation
    positive = torch.cat([t.relation > 0 for _, t in found])
    if positive.any():
        flags = functional.binary_cross_entropy_with_logits(
            torch.cat([s.flags for s, _ in found])[positive], torch.cat([t.flags for _, t in found])[positive]
        )
        own = [
            functional.cross_entropy(s.process, t.process, ignore_index=IGNORED, reduction="sum")
            for s, t in found
            if (t.process >= 0).any()
        ]
        total = total + FLAGS * flags + PROCESS * torch.stack(own).sum() / positive.sum()
    return total, names.item(), relation.item()


def _scores(model: Encoder, x: Tensor, one: Example, of: Array, bounds: Array) -> Scores:
    types = torch.tensor([1 + name.type for name in one.names])
    return model.pairs.score(x, Asked(torch.tensor(spans(one)), types, torch.tensor(of), torch.tensor(bounds)))


def _hidden(one: Example, rng: random.Random) -> Array:
    """The lexicons' tags with some taken away, so that the reader does not lean on them alone."""
    if rng.random() < HIDDEN:
        return np.zeros_like(one.tags)
    tags = one.tags.copy()
    for name in one.listed:
        if rng.random() < HIDDEN:
            tags[one.heads[name.first] : one.heads[name.last + 1]] = 0
    return tags


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Passages of like length together, the batches in a random order."""
    order = sorted(examples, key=lambda one: len(one.pieces) + rng.random() * 24)
    found: list[list[Example]] = [[]]
    for one in order:
        if (len(found[-1]) + 1) * len(one.pieces) > BATCH and found[-1]:
            found.append([])
        found[-1].append(one)
    rng.shuffle(found)
    yield from found


def learn(model: Encoder, examples: Sequence[Example], how: Schedule, work: Path, told: Told) -> None:
    """Teach `model`; what was learnt is kept in `work` after each epoch, and taken up from there."""
    torch.manual_seed(how.seed)
    model.trunk.words.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW(_groups(model), fused=True)
    steps = how.epochs * sum(1 for _ in batches(examples, random.Random(how.seed)))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARMUP * steps), max(0.0, (steps - step) / ((1 - WARMUP) * steps)))
    )
    first = 0
    if work.is_file():
        state = torch.load(work, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["epochs"]
    for epoch in range(first, how.epochs):
        rng = random.Random(1000 * how.seed + epoch)  # noqa: S311 - an order, nothing secret
        torch.manual_seed(1000 * how.seed + epoch)
        model.train()
        sums, count = [0.0, 0.0], 0
        for batch in batches(examples, rng):
            loss, names, relation = losses(model, batch, rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            schedule.step()
            sums = [sums[0] + names, sums[1] + relation]
            count += 1
        told(f"epoch {epoch + 1} of {how.epochs}: loss of names {sums[0] / count:.4f}, of pairs {sums[1] / count:.4f}")
        states = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        torch.save({**states, "epochs": epoch + 1}, work.with_suffix(".part"))
        work.with_suffix(".part").replace(work)


def _groups(model: Encoder) -> list[dict[str, object]]:
    """What was pre-trained learns slower than what is new."""
    old = [
        p
        for part in (model.trunk, model.names.layers, model.pairs.layers)
        for p in part.parameters()
        if p.requires_grad
    ]
    known = {id(p) for p in old}
    new = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    return [{"params": own, "lr": rate, "weight_decay": DECAY} for own, rate in ((old, RATE), (new, HEAD_RATE))]
