"""One paper, one article: records of several sources are joined by PMID, DOI, PMCID, then by title and year.

A preprint and the paper that came of it stay two articles, which name each other.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.read.identifiers import article_id, title_key
from pipeline.read.precedence import joined
from pipeline.records import Article

# Shorter titles (`Mesenchymal stem cells`) are borne by more than one paper of a year.
SHORTEST_TITLE = 30
_PREPRINT_NUMBER = re.compile(r"PPR[0-9]+")
# Some servers give each version of a preprint a DOI of its own: `…/v2`, `….v2`, `…-v2`.
_DOI_VERSION = re.compile(r"[/.-]v[0-9]{1,2}$")


class _Step(NamedTuple):
    """Records that share a key of this kind are one paper, unless they differ in a key of the kinds in `unless`."""

    kind: str
    unless: tuple[str, ...] = ()


_STEPS = (
    _Step("pubmed"),
    _Step("ppr", ("pubmed",)),
    _Step("doi", ("pubmed",)),
    _Step("pmcid", ("pubmed",)),
    _Step("title", ("pubmed", "doi", "pmcid")),
)


class Identities:
    """Which articles there are, by their ids, and the keys that each is known by (see `keys`)."""

    def __init__(self, keys: Mapping[str, Iterable[str]] | None = None) -> None:
        self._keys: dict[str, frozenset[str]] = {}
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        for article, each in (keys or {}).items():
            self.add(article, each)

    def add(self, article: str, keys: Iterable[str]) -> None:
        """The article of that id is known by these keys, besides those that it was known by."""
        keys = frozenset(keys)
        self._keys[article] = self._keys.get(article, frozenset()) | keys
        for key in keys:
            self._ids[key].add(article)

    def keys(self, article: str) -> frozenset[str]:
        return self._keys.get(article, frozenset())

    def ids(self, key: str) -> frozenset[str]:
        """The articles that are known by `key`, such as `pubmed:123`: one as a rule, more when their records clash."""
        return frozenset(self._ids.get(key, ()))


@dataclass(frozen=True, slots=True)
class Merging:
    """What `merged` gives: an article for each paper, in the order in which the papers were first met.

    `keys` are all the keys of an article's records, for `Identities.add`: also those that the article has from no record
    any more, as a DOI on which its sources differ. `absorbed` maps ids that are known and stand for the same paper as another known one to that one: two records that
    had nothing in common when they were stored turned out to be one paper, and the article of the first goes.
    """

    articles: tuple[Article, ...]
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    absorbed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Group:
    """Records of one paper, joined into one (None: only known, not among them), with the known ids and all the keys."""

    place: int
    article: Article | None
    ids: frozenset[str]
    keys: Mapping[str, frozenset[str]]  # by their kind

    @classmethod
    def of(cls, place: int, article: Article | None, ids: frozenset[str], found: Iterable[str]) -> "_Group":
        kinds: defaultdict[str, set[str]] = defaultdict(set)
        for key in (*found, *(keys(article) if article else ())):
            kinds[key.partition(":")[0]].add(key)
        return cls(place, article, ids, {kind: frozenset(each) for kind, each in kinds.items()})

    @property
    def all_keys(self) -> frozenset[str]:
        return frozenset[str]().union(*self.keys.values())

    def has(self, kinds: Sequence[str]) -> bool:
        return any(kind in self.keys for kind in kinds)


def keys(article: Article) -> frozenset[str]:
    """What the article is known by: `pubmed:1`, `ppr:PPR1`, `doi:10.…`, `pmcid:PMC1`, and its title and year."""
    found = {f"pubmed:{article.pmid}" if article.pmid else "", f"pmcid:{article.pmcid}" if article.pmcid else ""}
    if article.doi:
        found.add(f"doi:{_DOI_VERSION.sub('', article.doi)}")
    if _PREPRINT_NUMBER.fullmatch(str(article.source_id)):
        found.add(f"ppr:{article.source_id}")
    title = title_key(article.title)
    if len(title) >= SHORTEST_TITLE:
        found.add(f"title:{'preprint' if article.is_preprint else 'paper'} {article.year or ''} {title}")
    return frozenset(found - {""})


def merged(articles: Iterable[Article], known: Identities | None = None) -> Merging:
    """The records as one article for each paper.

    A paper that is `known` keeps the id that it is known by, whatever ids a record brings; any other has the id of its
    PMID, DOI or source. Of the fields each is the best source's that has it (see `precedence.joined`). Pure: the order
    of the records matters only where two of one source have the same version and revision date; then the later one
    is the newer. What it gives, given again with its keys known, gives the same.
    """
    known = known or Identities()
    groups = [_Group.of(place, article, frozenset(), ()) for place, article in enumerate(articles)]
    near = {one for group in groups for key in group.all_keys for one in known.ids(key)}
    groups += [_Group.of(-1, None, frozenset({one}), known.keys(one)) for one in sorted(near)]
    for step in _STEPS:
        groups = [_union(each) for each in _partition(groups, step)]
    groups.sort(key=lambda group: group.place)
    named: list[Article] = []
    known_by: dict[str, frozenset[str]] = {}
    places: dict[str, str] = {}
    absorbed: dict[str, str] = {}
    for group in groups:
        chosen = min(group.ids, key=_rank, default="")
        if group.article is not None:
            chosen = chosen or article_id(group.article.pmid, group.article.doi, group.article.source_id)
            named.append(replace(group.article, id=chosen))
            known_by[chosen] = group.all_keys
        absorbed |= {one: chosen for one in group.ids if one != chosen}
        for key in (*group.ids, chosen, *group.all_keys):
            places[key] = min(places.get(key, chosen), chosen)
    return Merging(tuple(_linked(named, places)), known_by, absorbed)


def _rank(article: str) -> tuple[int, str]:
    scheme = article.partition(":")[0]
    return ("pubmed", "doi", "local").index(scheme) if scheme in ("pubmed", "doi", "local") else 3, article


def _union(groups: Sequence[_Group]) -> _Group:
    if len(groups) == 1:
        return groups[0]
    found = sorted((group for group in groups if group.article), key=lambda group: group.place)
    article = joined([group.article for group in found if group.article]) if found else None
    # The joined record has one title: by another that only one of its parts had it is not known.
    known = (key for group in groups for key in group.all_keys if group.article is None or not key.startswith("title:"))
    ids = frozenset(one for group in groups for one in group.ids)
    return _Group.of(found[0].place if found else -1, article, ids, known)


def _partition(groups: Sequence[_Group], step: _Step) -> Iterator[list[_Group]]:
    """The groups that are one paper by this step, together.

    Where one key joins groups that differ in a surer one, which of them a group without any such belongs to cannot be
    told: it stays with its like, and the others stay apart.
    """
    for component in _components(groups, step.kind):
        if _agree(component, step.unless):
            yield component
        else:
            yield from ([group] for group in component if group.has(step.unless))
            yield from _components([group for group in component if not group.has(step.unless)], step.kind)


def _components(groups: Sequence[_Group], kind: str) -> Iterator[list[_Group]]:
    """The groups that keys of this kind connect, directly or through others, together."""
    parent = list(range(len(groups)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, group in enumerate(groups):
        for key in group.keys.get(kind, ()):
            parent[root(place)] = root(first.setdefault(key, place))
    components: defaultdict[int, list[_Group]] = defaultdict(list)
    for place, group in enumerate(groups):
        components[root(place)].append(group)
    return iter(components.values())


def _agree(groups: Sequence[_Group], kinds: Sequence[str]) -> bool:
    """Whether, of each kind, all the groups that have keys of it have one in common."""
    for kind in kinds:
        sets = [group.keys[kind] for group in groups if kind in group.keys]
        if sets and not frozenset.intersection(*sets):
            return False
    return True


def _linked(articles: Sequence[Article], places: Mapping[str, str]) -> Iterator[Article]:
    """The articles with their links to preprints and papers as ids, and both ends named where both are there.

    Only a preprint has a paper, and only a paper a preprint.
    """
    papers = {one.id: places.get(one.published_as, one.published_as) for one in articles if one.is_preprint}
    preprints = {one.id: places.get(one.preprinted_as, one.preprinted_as) for one in articles if not one.is_preprint}
    for there, back in ((papers, preprints), (preprints, papers)):
        for one, other in sorted(there.items(), reverse=True):
            if other in back and back[other] not in there:
                back[other] = one
    for article in articles:
        yield replace(article, published_as=papers.get(article.id, ""), preprinted_as=preprints.get(article.id, ""))
