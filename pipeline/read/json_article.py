"""An object with `id`, `title` and `abstract` -> Article. Both texts stay exactly as given: offsets are a promise."""

from typing import Any

from pipeline.read import identifiers
from pipeline.read.dates import partial_date
from pipeline.read.json_values import kind, string, strings
from pipeline.read.tally import RecordError, Tally
from pipeline.records import Article, Section

# Annotations on a record, a second copy of its text, and where a collector found it.
IGNORED_KEYS = frozenset({"text", "mentions", "claims", "found_in", "source_repo", "source_path"})
READ_KEYS = frozenset({"id", "title", "abstract", "pmid", "doi", "pmcid", "journal", "year", "types"})


def json_article(value: dict[str, Any], source: str, tally: Tally) -> Article:
    """The article that the object describes.

    Raises:
        RecordError: it has no id or no text, or a key holds something of another type.
    """
    if not value.keys() & {"id", "title", "abstract"}:
        raise RecordError(
            "no record: neither Europe PMC's (`resultList`) nor BioC (`documents`), and no `id`, `title`, `abstract`"
        )
    source_id = value.get("id")
    if isinstance(source_id, bool) or not isinstance(source_id, str | int) or source_id == "":
        raise RecordError(f"`id` must be a string or a whole number, not {kind(source_id)}")
    if "title" not in value and "abstract" not in value:
        more = "; `text` alone is not read, as it does not say where the title ends" if "text" in value else ""
        raise RecordError(f"no `title` and no `abstract`{more}")
    title, abstract = string(value, "title"), string(value, "abstract")
    pmid, version = identifiers.versioned_pmid(string(value, "pmid", number=True))
    doi = identifiers.doi(string(value, "doi"))
    pmcid = identifiers.pmcid(string(value, "pmcid"))
    published = partial_date(string(value, "year", number=True))
    types = strings(value, "types")
    article = Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=title,
        sections=(Section(abstract),) if abstract else (),
        pmid=pmid,
        pmid_version=version,
        doi=doi,
        pmcid=pmcid,
        journal=string(value, "journal"),
        published=published,
        types=types,
        status=identifiers.status(types),
        source=source,
    )
    for key, understood in (("pmid", pmid), ("doi", doi), ("pmcid", pmcid), ("year", published)):
        tally.misread(key, value.get(key), understood)
    tally.ignored.update(value.keys() & IGNORED_KEYS)
    tally.unknown.update(value.keys() - IGNORED_KEYS - READ_KEYS)
    return article
