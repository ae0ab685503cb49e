"""One paper, one article: records of several sources are joined by PMID, DOI, PMCID, then by title and year.

A preprint and the paper that came of it stay two articles, which name each other.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class _Group:
    """Records of one paper, joined into one, with all their keys by kind. `place` is where the first was met."""

    place: int
    article: Article
    keys: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, place: int, article: Article, found: Iterable[str]) -> "_Group":
        kinds: defaultdict[str, set[str]] = defaultdict(set)
        for key in found:
            kinds[key.partition(":")[0]].add(key)
        return cls(place, article, {kind: frozenset(each) for kind, each in kinds.items()})

    @property
    def all_keys(self) -> frozenset[str]:
        return frozenset[str]().union(*self.keys.values())

    def has(self, kinds: Sequence[str]) -> bool:
        return any(kind in self.keys for kind in kinds)


def _keys(article: Article) -> frozenset[str]:
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


def merged(records: Iterable[Article]) -> tuple[Article, ...]:
    """An article for each paper, in the order in which the papers were first met.

    Its id is that of its PMID, else of its DOI or source. Of the fields each is the best source's that has it (see
    `precedence.joined`). Pure: the order of the records matters only where two of one source have the same version and
    revision date; then the later one is the newer.
    """
    groups = [_Group.of(place, record, _keys(record)) for place, record in enumerate(records)]
    for step in _STEPS:
        groups = [_union(each) for each in _partition(groups, step)]
    groups.sort(key=lambda group: group.place)
    articles: list[Article] = []
    places: dict[str, str] = {}
    for group in groups:
        one = group.article
        article = replace(one, id=article_id(one.pmid, one.doi, one.source_id))
        articles.append(article)
        for key in (article.id, *group.all_keys):
            places[key] = min(places.get(key, article.id), article.id)
    return tuple(_linked(articles, places))


def _union(groups: Sequence[_Group]) -> _Group:
    if len(groups) == 1:
        return groups[0]
    groups = sorted(groups, key=lambda group: group.place)
    article = joined([group.article for group in groups])
    # The joined record has one title: by another that only one of its parts had it is not known.
    found = {key for group in groups for key in group.all_keys if not key.startswith("title:")}
    return _Group.of(groups[0].place, article, found | _keys(article))


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
