import pytest
from unit.read.samples import xml_record, xml_set

from pipeline.read.pubmed_elements import LEFT_OUT, READ


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"citation": "<Foo><Bar/></Foo>"}, "PubmedArticle/MedlineCitation/Foo"),
        ({"article": "<Foo/>"}, "PubmedArticle/MedlineCitation/Article/Foo"),
        ({"data": "<Foo/>"}, "PubmedArticle/PubmedData/Foo"),
        (
            {"abstract": "<AbstractText>a <i>b <blink>c</blink></i></AbstractText>"},
            "PubmedArticle/MedlineCitation/Article/Abstract/AbstractText/i/blink",
        ),
    ],
)
def test_an_invented_element_is_counted_by_its_path(read_record, parts, path):
    reading = read_record(**parts)
    assert reading.unknown == {path: 1}
    assert reading.article.pmid == "101"


def test_unknown_markup_keeps_its_text(read_record):
    assert read_record(title="TNF<blink>-α</blink> fell").article.title == "TNF-α fell"


@pytest.mark.parametrize("text", ["\u00a0a\u2009b ", " a  b", "a\nb", "a b", "", " ", "\u3000"])
def test_white_space_of_any_kind_is_one_space(read_record, text):
    assert read_record(title=f"TNF {text} fell").article.title == " ".join(f"TNF {text} fell".split())


def test_a_date_or_a_list_of_headings_is_read_with_whatever_it_holds(read_record):
    heading = "<MeshHeading><Foo/><DescriptorName>Mice</DescriptorName></MeshHeading>"
    reading = read_record(citation=f"<MeshHeadingList>{heading}</MeshHeadingList>")
    assert (reading.article.mesh, reading.unknown) == (("Mice",), {})


def test_strangers_between_the_records_are_counted(read):
    reading = read(xml_set("<Foo/>", xml_record("1"), "<Foo/><Bar/>", xml_record("2"), "<Bar/>"))
    assert reading.unknown == {"PubmedArticleSet/Foo": 2, "PubmedArticleSet/Bar": 2}
    assert [article.pmid for article in reading.articles] == ["1", "2"]


def test_no_element_is_both_read_and_left_out():
    read = {f"{parent}/{child}" for parent, children in READ.items() for child in children.split()}
    left_out = {f"{parent}/{child}" for parent, children in LEFT_OUT.items() for child in children.split()}
    assert read.isdisjoint(left_out)
    # Nothing is read below an element that is passed over whole.
    assert not [path for path in (*READ, *LEFT_OUT) if any(f"{path}/".startswith(f"{out}/") for out in left_out)]


def test_every_element_that_the_tables_name_is_understood(read):
    """A record that holds all of them, built from the tables' own paths, leaves nothing unknown."""
    paths = [
        f"{parent}/{child}"
        for table in (READ, LEFT_OUT)
        for parent, children in table.items()
        for child in children.split()
    ]
    assert len(paths) > 70
    for root in ("PubmedArticle", "PubmedBookArticle"):
        tree: dict = {}
        for path in paths:
            if path.startswith(f"{root}/"):
                place = tree
                for part in path.split("/"):
                    place = place.setdefault(part, {})
        reading = read(xml_set(_xml(tree)))
        assert reading.unknown == {}
        assert len(reading.ignored) == sum(len(v.split()) for k, v in LEFT_OUT.items() if k.startswith(f"{root}/"))
        assert reading.article.source_id == "text"


def _xml(tree: dict) -> str:
    return "".join(f"<{tag}>{_xml(inside) or 'text'}</{tag}>" for tag, inside in tree.items())
