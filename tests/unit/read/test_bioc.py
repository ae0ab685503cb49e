"""BioC as XML and as JSON: the same documents, read alike."""

import json
from xml.sax.saxutils import escape, quoteattr

import pytest

from pipeline.records import Section


def passage(text: str, offset: int = 0, **infons: str) -> dict:
    named = {key.replace("__", "-"): value for key, value in infons.items()}
    return {"infons": named, "offset": offset, "text": text, "sentences": [], "annotations": [], "relations": []}


def document(number: str, *passages: dict, **more: object) -> dict:
    return {"id": number, "infons": {}, "passages": list(passages), **more}


def collection(source: str, *documents: dict) -> dict:
    return {"source": source, "date": "20210305", "key": "pmc.key", "infons": {}, "documents": list(documents)}


def xml(value: dict) -> str:
    documents = "".join(f"<document>{_xml_parts(each)}</document>" for each in value["documents"])
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n'
    return f"{head}<collection><source>{value['source']}</source><date>1</date><key>k</key>{documents}</collection>"


def _xml_parts(value: dict) -> str:
    parts = [f"<id>{value['id']}</id>"] if "id" in value else []
    parts += [f"<infon key={quoteattr(key)}>{escape(text)}</infon>" for key, text in value.get("infons", {}).items()]
    parts += [f"<offset>{value['offset']}</offset>"] if "offset" in value else []
    parts += [f"<text>{escape(value['text'])}</text>"] if value.get("text") else []
    for kind in ("passage", "sentence", "annotation"):
        parts += [f"<{kind}>{_xml_parts(each)}</{kind}>" for each in value.get(f"{kind}s", [])]
    return "".join(parts)


PUBTATOR = document(
    "501",
    passage("Vesicles lower TNF.", 0, type="title", journal="J Tests; 2021 Mar; 27(3): 1-9"),
    passage("AIM: To see. RESULTS: TNF\nfell, p < 0.05.", 20, type="abstract"),
)
PMC = document(
    "PMC77",
    passage(
        "Vesicles lower TNF.",
        section_type="TITLE",
        type="front",
        year="2021",
        article__id_pmid="501",
        article__id_pmc="77",
        article__id_doi="10.1000/X",
    ),
    passage("Aims", section_type="ABSTRACT", type="abstract_title_1"),
    passage("To see.", section_type="ABSTRACT", type="abstract"),
    passage("Results", section_type="ABSTRACT", type="abstract_title_1"),
    passage("TNF fell.", section_type="ABSTRACT", type="abstract"),
    passage("Introduction", section_type="INTRO", type="title_1"),
    passage("Much is known.", section_type="INTRO", type="paragraph"),
    passage("A paper on IL-10.", section_type="REF", type="ref", **{"pub-id_pmid": "999"}),
)


@pytest.fixture(params=["xml", "json"])
def read_collection(read, request):
    def reading(value: dict):
        content = xml(value) if request.param == "xml" else json.dumps(value)
        return read(content, f"in.{request.param}")

    return reading


def test_pubtator_and_bioc_pubmed(read_collection):
    reading = read_collection(collection("PubTator", PUBTATOR))
    article = reading.article
    assert (article.id, article.pmid, article.source_id) == ("pubmed:501", "501", "501")
    assert (article.title, article.journal, article.published) == ("Vesicles lower TNF.", "J Tests", "2021-03")
    assert article.sections == (Section("To see.", "AIM"), Section("TNF fell, p < 0.05.", "RESULTS"))
    assert (reading.unknown, reading.ignored) == ({}, {})


def test_bioc_pmc_gives_its_title_and_abstract_and_its_own_ids(read_collection):
    reading = read_collection(collection("PMC", PMC))
    article = reading.article
    assert (article.id, article.doi, article.pmcid, article.year) == ("pubmed:501", "10.1000/x", "PMC77", 2021)
    assert article.title == "Vesicles lower TNF."
    assert article.sections == (Section("To see.", "Aims"), Section("TNF fell.", "Results"))
    assert reading.ignored == {"BioC passage (INTRO)": 2, "BioC passage (REF)": 1}


@pytest.mark.parametrize(
    ("source", "number", "expected"),
    [
        ("PMC", "77", ("local:77", "PMC77")),
        ("PMC", "PMC77", ("local:PMC77", "PMC77")),
        ("BioC-API", "PMC77", ("local:PMC77", "PMC77")),
        ("PubMed", "77", ("pubmed:77", "")),
        ("my notes", "77", ("local:77", "")),
    ],
)
def test_what_a_bare_number_is_the_collection_tells(read_collection, source, number, expected):
    article = read_collection(collection(source, document(number, passage("T", type="title")))).article
    assert (article.id, article.pmcid) == expected


def test_sentences_stand_where_their_offsets_say(read_collection):
    split = passage("", 10, type="abstract")
    split["sentences"] = [{"offset": 10, "text": "TNF", "infons": {}}, {"offset": 14, "text": "fell.", "infons": {}}]
    article = read_collection(collection("PubMed", document("5", passage("T", type="title"), split))).article
    assert article.sections == (Section("TNF fell."),)


def test_a_bad_document_is_set_aside_and_the_next_is_read(read_collection):
    broken = passage("", type="abstract")
    broken["sentences"] = [{"offset": "x", "text": "TNF", "infons": {}}]
    nameless = document("", passage("T", type="title"))
    reading = read_collection(collection("PubMed", document("5", broken), PUBTATOR, nameless))
    assert reading.article.pmid == "501"
    assert [(fault.position, fault.whole_file) for fault in reading.rejected] == [
        ("record 1", False),
        ("record 3", False),
    ]
    assert "`offset` must be a whole number" in reading.rejected[0].reason
    assert "no `id`" in reading.rejected[1].reason


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"PubTator3": [PUBTATOR | {"pmid": 501, "pmcid": None}]}),
        json.dumps([collection("PMC", PMC)]),
        json.dumps(collection("PMC", PMC)) + "\n" + json.dumps(collection("PMC", document("9"))),
        json.dumps(PMC),
    ],
)
def test_how_the_services_wrap_their_json(read, content):
    assert read(content, "in.json").articles[0].pmid == "501"


def test_xml_that_is_cut_is_a_fault_after_the_documents_before_it(read):
    reading = read(xml(collection("PMC", PMC, PUBTATOR))[:-60], "in.xml")
    assert [article.source_id for article in reading.articles] == ["PMC77"]
    assert reading.fault.whole_file
    assert "ends too early" in reading.fault.reason


def test_an_entity_is_never_expanded(read):
    content = xml(collection("PubMed", document("5", passage("AB", type="title")), PUBTATOR)).replace("AB", "A&x;B")
    reading = read(content.replace('SYSTEM "BioC.dtd"', '[<!ENTITY x "TNF">]'), "in.xml")
    assert reading.article.pmid == "501"
    assert "refers to the entity &x;" in reading.fault.reason


def test_what_stands_beside_the_documents_is_accounted_for(read):
    content = xml(collection("PubMed", PUBTATOR)).replace("<date>", "<colour/><date>")
    assert read(content, "in.xml").unknown == {"collection/colour": 1}
