"""The encoder as torch modules: a trunk that reads word pieces, and two readers over it, of names and of pairs.

The trunk is the lower part of a pre-trained BERT-like encoder (Devlin et al., 2019; MiniLM: Wang et al., 2020), the readers
start from its upper layers. A pair is scored from both spans, their product, and what the pair attends to in its sentence.
"""

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER = 384, 12, 1536
SIZE = WIDTH // HEADS
TRUNK, READER = 4, 2  # layers
VOCABULARY, PLACES = 30_522, 512
TYPES = 5
TAGS = 1 + 2 * (TYPES + 1)  # outside; first or later word of a name of each type, context as one
LABELS = 1 + 2 * TYPES
SHAPES = 6
TRIGGERS = 7
RELATIONS = 6  # none, and the five of `pipeline.records.Relation`
SPAN, PAIR, LOOK = 256, 256, 96  # widths of a span, of a pair, of what a pair attends with
SIDES, DISTANCES = 5, 12
DROPOUT = 0.1


class Layer(nn.Module):
    """One layer of a BERT encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.joined = nn.Linear(WIDTH, WIDTH)
        self.first_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.second_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length = x.shape[0], x.shape[1]
        query, key, value = (
            part.view(batch, length, HEADS, SIZE).transpose(1, 2).reshape(batch * HEADS, length, SIZE)
            for part in self.attend(x).chunk(3, -1)
        )
        # Four times as fast on a CPU, in half precision, as torch's own attention.
        weight = torch.baddbmm(mask, query, key.transpose(1, 2), alpha=SIZE**-0.5).softmax(-1)
        seen = torch.bmm(weight, value).view(batch, HEADS, length, SIZE).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.first_norm(x + self.joined(seen))
        return self.second_norm(x + self.drop(self.narrow(functional.gelu(self.widen(x)))))


class Trunk(nn.Module):
    """Word pieces in, one vector a piece out: (passages, pieces) -> (passages, pieces, WIDTH)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList([Layer() for _ in range(TRUNK)])

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        x = self.words(pieces) + self.places(torch.arange(pieces.shape[1]))
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Names(nn.Module):
    """Scores of the labels of each piece, from the trunk's vectors and what the lexicons say of its word."""

    def __init__(self) -> None:
        super().__init__()
        self.tags = nn.Embedding(TAGS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(READER)])
        self.drop = nn.Dropout(DROPOUT)
        self.out = nn.Linear(WIDTH, LABELS)

    def forward(self, vectors: Tensor, mask: Tensor, tags: Tensor, shapes: Tensor) -> Tensor:
        x = vectors + self.tags(tags) + self.shapes(shapes)
        for layer in self.layers:
            x = layer(x, mask)
        return self.out(self.drop(x))


class Asked(NamedTuple):
    """Some pairs of one passage.

    `spans` (mentions, 2) are the mentions' first and last pieces, `types` (mentions,) their types from 1, `pairs` (pairs, 2)
    numbers of mentions, `bounds` (pairs, 2) the first and last piece of the pair's sentence.
    """

    spans: Tensor
    types: Tensor
    pairs: Tensor
    bounds: Tensor


class Scores(NamedTuple):
    """Scores of some pairs of one passage; `process` has a column for each mention, and a first one for none."""

    relation: Tensor
    flags: Tensor
    process: Tensor


class Pairs(nn.Module):
    """What each ordered pair of mentions is said to do, from the trunk's vectors, the mentions and the trigger words."""

    def __init__(self) -> None:
        super().__init__()
        self.mentions = nn.Embedding(TAGS, WIDTH)
        self.triggers = nn.Embedding(TRIGGERS, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(READER)])
        self.drop = nn.Dropout(DROPOUT)
        self.span = nn.Linear(3 * WIDTH, SPAN)
        self.subject = nn.Linear(SPAN, PAIR)
        self.object = nn.Linear(SPAN, PAIR)
        self.product = nn.Linear(SPAN, PAIR)
        self.types = nn.Embedding((TYPES + 1) ** 2, PAIR)
        self.distances = nn.Embedding(2 * DISTANCES, PAIR)
        self.query = nn.Linear(2 * SPAN, 2 * LOOK)
        self.key = nn.Linear(WIDTH, 2 * LOOK)
        self.value = nn.Linear(WIDTH, 2 * LOOK)
        self.sides = nn.Embedding(SIDES, 2)
        self.seen = nn.Linear(2 * LOOK, PAIR)
        self.inner = nn.Linear(PAIR, PAIR)
        self.relation = nn.Linear(PAIR, RELATIONS)
        self.flags = nn.Linear(PAIR, 2)  # negated, hedged
        self.process = nn.Linear(PAIR, SPAN)
        self.nothing = nn.Parameter(torch.zeros(SPAN))

    def read(self, vectors: Tensor, mask: Tensor, mentions: Tensor, triggers: Tensor) -> Tensor:
        """The vectors with the mentions and triggers known; tensors as in `Names`."""
        x = vectors + self.mentions(mentions) + self.triggers(triggers)
        for layer in self.layers:
            x = layer(x, mask)
        return self.drop(x)

    def score(self, x: Tensor, asked: Asked) -> Scores:
        """Scores of pairs of one passage; `x` (pieces, WIDTH) are the vectors that were read."""
        spans, types, pairs, _ = asked
        place = torch.arange(x.shape[0])
        inside = ((place >= spans[:, :1]) & (place <= spans[:, 1:])).to(x.dtype)
        mean = inside @ x / inside.sum(1, keepdim=True)
        span = functional.gelu(self.span(torch.cat([x[spans[:, 0]], x[spans[:, 1]], mean], -1)))
        first, second = pairs[:, 0], pairs[:, 1]
        subject, theme = span[first], span[second]
        seen = self._seen(x, subject, theme, asked)
        gap = spans[second][:, 0] - spans[first][:, 0]
        steps = torch.clamp(torch.log2(gap.abs().to(x.dtype) + 1) * 1.5, max=DISTANCES - 1).to(torch.long)
        hidden = (
            self.subject(subject)
            + self.object(theme)
            + self.product(subject * theme)
            + self.types(types[first] * (TYPES + 1) + types[second])
            + self.distances(steps + DISTANCES * (gap > 0).to(torch.long))
            + self.seen(seen)
        )
        hidden = functional.gelu(self.inner(self.drop(functional.gelu(hidden))))
        choices = torch.cat([self.nothing[None], span])
        return Scores(self.relation(hidden), self.flags(hidden), self.process(hidden) @ choices.T / SPAN**0.5)

    def _seen(self, x: Tensor, subject: Tensor, theme: Tensor, asked: Asked) -> Tensor:
        """What each pair attends to in its sentence, with two heads."""
        first, second = asked.spans[asked.pairs[:, 0]], asked.spans[asked.pairs[:, 1]]
        place = torch.arange(x.shape[0])[None]
        left = torch.minimum(first[:, :1], second[:, :1])
        right = torch.maximum(first[:, 1:], second[:, 1:])
        side = torch.where(place < left, 0, torch.where(place > right, 4, 2))
        side = torch.where((place >= first[:, :1]) & (place <= first[:, 1:]), 1, side)
        side = torch.where((place >= second[:, :1]) & (place <= second[:, 1:]), 3, side)
        outside = (place < asked.bounds[:, :1]) | (place > asked.bounds[:, 1:])
        query = self.query(torch.cat([subject, theme], -1))
        key, value = self.key(x), self.value(x)
        bias = self.sides(side)
        parts = []
        for head in (0, 1):
            own = slice(head * LOOK, (head + 1) * LOOK)
            weight = query[:, own] @ key[:, own].T / LOOK**0.5 + bias[..., head]
            weight = weight.masked_fill(outside, -1e4).softmax(-1)
            parts.append(weight @ value[:, own])
        return torch.cat(parts, -1)


class Encoder(nn.Module):
    """The trunk and both readers."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.names = Names()
        self.pairs = Pairs()

    def start_from(self, weights: dict[str, Tensor]) -> None:
        """Take a pre-trained BERT's weights: the first layers for the trunk, the others for both readers."""
        bert = {name.removeprefix("bert."): weight for name, weight in weights.items()}
        embeddings = "embeddings."
        with torch.no_grad():
            self.trunk.words.weight.copy_(bert[embeddings + "word_embeddings.weight"])
            kind = bert[embeddings + "token_type_embeddings.weight"][0]
            self.trunk.places.weight.copy_(bert[embeddings + "position_embeddings.weight"] + kind)
            _copy(self.trunk.norm, bert, embeddings + "LayerNorm")
            for at, layer in enumerate(self.trunk.layers):
                _copy_layer(cast("Layer", layer), bert, at)
            for reader in (self.names, self.pairs):
                for at, layer in enumerate(reader.layers, TRUNK):
                    _copy_layer(cast("Layer", layer), bert, at)
            for table in (self.names.tags, self.names.shapes, self.pairs.mentions, self.pairs.triggers):
                table.weight.normal_(0, 0.02)
            for table in (self.pairs.types, self.pairs.distances, self.pairs.sides):
                table.weight.normal_(0, 0.02)


def _copy(module: nn.Linear | nn.LayerNorm, bert: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(bert[f"{name}.weight"])
    module.bias.copy_(bert[f"{name}.bias"])


def _copy_layer(layer: Layer, bert: dict[str, Tensor], at: int) -> None:
    name = f"encoder.layer.{at}."
    parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
    layer.attend.weight.copy_(torch.cat([bert[f"{part}.weight"] for part in parts]))
    layer.attend.bias.copy_(torch.cat([bert[f"{part}.bias"] for part in parts]))
    _copy(layer.joined, bert, name + "attention.output.dense")
    _copy(layer.first_norm, bert, name + "attention.output.LayerNorm")
    _copy(layer.widen, bert, name + "intermediate.dense")
    _copy(layer.narrow, bert, name + "output.dense")
    _copy(layer.second_norm, bert, name + "output.LayerNorm")
