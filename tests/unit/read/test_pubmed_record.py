import pytest
from unit.read.samples import xml_record, xml_set

from pipeline.records import ArticleStatus, Section

MATH = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("PGE<sub>2</sub> rose.", "PGE2 rose."),
        ("CD4<sup>+</sup>CD25<sup>+</sup> T cells", "CD4+CD25+ T cells"),
        ("<i>IL<sub>1</sub></i>β and <b><i>TGF</i></b>-β", "IL1β and TGF-β"),
        ("\n    Vesicles\n        lowered\tTNF.\n  ", "Vesicles lowered TNF."),
        ("10\u00a0µM and 5\u2009%", "10 µM and 5 %"),
        ("a<!-- not text -->b<?pi not text?>c", "abc"),
        ("p &lt; 0.05 &amp; n &gt; 3, &#945;", "p < 0.05 & n > 3, α"),
        (f"k<mml:math {MATH}>\n <mml:mi>x</mml:mi>\n <mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>.", "k x =2."),
        (
            (
                f"<DispFormula><mml:math {MATH}><mml:semantics><mml:mi>x</mml:mi><mml:annotation>\\TeX</mml:annotation>"
                "</mml:semantics></mml:math></DispFormula>"
            ),
            "x",
        ),
    ],
)
def test_markup_is_joined_without_spaces_and_white_space_collapses(read_record, markup, text):
    reading = read_record(abstract=f"<AbstractText>{markup}</AbstractText>", title=markup)
    assert reading.article.sections == (Section(text),)
    assert reading.article.title == text
    assert reading.unknown == {}


def test_sections_keep_their_labels_out_of_the_text(read_record):
    article = read_record(
        abstract='<AbstractText Label="AIMS" NlmCategory="OBJECTIVE">We asked.</AbstractText>'
        '<AbstractText Label="NOTE"> </AbstractText>'
        '<AbstractText Label="RESULTS" NlmCategory="RESULTS">TNF\nfell.</AbstractText>'
    ).article
    assert article.sections == (Section("We asked.", "AIMS", "OBJECTIVE"), Section("TNF fell.", "RESULTS", "RESULTS"))
    assert article.text == "Vesicles calm macrophages.\nWe asked.\nTNF fell."


def test_copyright_and_other_abstracts_stay_out_and_are_accounted_for(read_record):
    reading = read_record(
        abstract="<AbstractText>TNF fell.</AbstractText><CopyrightInformation>Owner 2021.</CopyrightInformation>",
        citation='<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Otro.</AbstractText></OtherAbstract>',
    )
    assert reading.article.sections == (Section("TNF fell."),)
    assert reading.ignored == {
        "PubmedArticle/MedlineCitation/Article/Abstract/CopyrightInformation": 1,
        "PubmedArticle/MedlineCitation/OtherAbstract": 1,
    }
    assert reading.unknown == {}


def test_ids_are_the_records_own_and_never_those_of_its_references(read_record):
    article = read_record(
        citation='<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><RefSource>R</RefSource>'
        '<PMID Version="1">999</PMID></CommentsCorrections></CommentsCorrectionsList>',
        data='<ArticleIdList><ArticleId IdType="pubmed">101</ArticleId><ArticleId IdType="doi">10.1000/AbC.1</ArticleId>'
        '<ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>C</Citation>'
        '<ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId>'
        "</ArticleIdList></Reference></ReferenceList>",
    ).article
    assert (article.id, article.source_id, article.pmid) == ("pubmed:101", "101", "101")
    assert (article.doi, article.pmcid) == ("10.1000/abc.1", "PMC77")


def test_a_record_whose_only_doi_is_a_references_has_none(read_record):
    article = read_record(
        data="<ReferenceList><Reference><Citation>C</Citation><ArticleIdList>"
        '<ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList></Reference></ReferenceList>'
    ).article
    assert article.doi == ""


@pytest.mark.parametrize(("valid", "doi"), [("Y", "10.1000/e.1"), ("N", "")])
def test_a_valid_location_stands_in_for_a_missing_doi(read_record, valid, doi):
    location = f'<ELocationID EIdType="doi" ValidYN="{valid}">10.1000/E.1</ELocationID>'
    assert read_record(article=location).article.doi == doi


@pytest.mark.parametrize(
    ("written", "version"), [('Version="2">101<', 2), ('Version="1">101.3<', 3), (">101<", 1), ('Version="x">101<', 1)]
)
def test_version_of_the_pmid(read, written, version):
    article = read(xml_set(xml_record().replace('Version="1">101<', written))).article
    assert (article.id, article.pmid, article.pmid_version) == ("pubmed:101", "101", version)


def test_an_id_that_is_no_number_is_local(read_record):
    article = read_record(pmid="TEST-7").article
    assert (article.id, article.source_id, article.pmid) == ("local:TEST-7", "TEST-7", "")


def test_a_record_without_pmid_is_set_aside_and_the_next_is_read(read):
    reading = read(xml_set(xml_record(pmid=""), xml_record("102")))
    assert reading.article.pmid == "102"
    assert (reading.fault.position, reading.fault.whole_file) == ("record 1", False)
    assert "no PMID" in reading.fault.reason
    assert reading.fault.raw.startswith("<PubmedArticle>")


def test_the_pmid_may_stand_among_the_article_ids_alone(read_record):
    ids = '<ArticleIdList><ArticleId IdType="pubmed">55</ArticleId></ArticleIdList>'
    assert read_record(pmid="", data=ids).article.id == "pubmed:55"


def test_titles_of_other_languages(read_record):
    article = read_record(
        title="[Vesicles calm macrophages].",
        article="<Language>fre</Language><Language>eng</Language><VernacularTitle>Vésicules.</VernacularTitle>",
    ).article
    assert article.title == "[Vesicles calm macrophages]."
    assert article.vernacular_title == "Vésicules."
    assert article.language == "fre eng"


def test_title_alone_or_abstract_alone_will_do_but_not_neither(read):
    reading = read(
        xml_set(xml_record("1", title=""), xml_record("2", abstract=""), xml_record("3", title="", abstract=""))
    )
    assert [article.text for article in reading.articles] == ["\nVesicles lowered TNF.", "Vesicles calm macrophages.\n"]
    assert reading.fault.key == "3"
    assert "neither title nor abstract" in reading.fault.reason


def test_dates_types_headings_and_journal(read_record):
    article = read_record(
        article="<PublicationTypeList><PublicationType>Journal Article</PublicationType>"
        "<PublicationType>Review</PublicationType></PublicationTypeList>",
        citation="<DateRevised><Year>2022</Year><Month>01</Month><Day>09</Day></DateRevised>"
        "<MeshHeadingList><MeshHeading><DescriptorName>Mice</DescriptorName></MeshHeading><MeshHeading>"
        "<DescriptorName>Cytokines</DescriptorName><QualifierName>blood</QualifierName></MeshHeading></MeshHeadingList>",
        data='<History><PubMedPubDate PubStatus="entrez"><Year>2021</Year><Month>3</Month><Day>6</Day></PubMedPubDate>'
        '<PubMedPubDate PubStatus="pubmed"><Year>2021</Year><Month>3</Month><Day>7</Day><Hour>6</Hour></PubMedPubDate>'
        "</History>",
    ).article
    assert (article.published, article.entered, article.revised) == ("2021-03-05", "2021-03-07", "2022-01-09")
    assert article.types == ("Journal Article", "Review")
    assert article.is_review
    assert article.mesh == ("Mice", "Cytokines")
    assert (article.journal, article.source) == ("Journal of Tests", "in.xml")


def test_the_electronic_date_stands_in_for_a_missing_one(read_record):
    online = "<ArticleDate><Year>2020</Year><Month>12</Month><Day>30</Day></ArticleDate>"
    assert read_record(date="", article=online).article.published == "2020-12-30"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<Year>2000</Year><Season>Spring</Season>", "2000"),
        ("", ""),
    ],
)
def test_dates_that_are_no_day(read_record, date, published):
    assert read_record(date=date).article.published == published


def _types(*kinds: str) -> str:
    return f"<PublicationTypeList>{''.join(f'<PublicationType>{kind}</PublicationType>' for kind in kinds)}</PublicationTypeList>"


def _links(*kinds: str) -> str:
    links = (f'<CommentsCorrections RefType="{kind}"><RefSource>R</RefSource></CommentsCorrections>' for kind in kinds)
    return f"<CommentsCorrectionsList>{''.join(links)}</CommentsCorrectionsList>"


@pytest.mark.parametrize(
    ("types", "links", "status"),
    [
        (["Retracted Publication"], [], ArticleStatus.RETRACTED),
        ([], ["RetractionIn"], ArticleStatus.RETRACTED),
        ([], ["ExpressionOfConcernIn", "RetractionIn"], ArticleStatus.RETRACTED),
        ([], ["RetractedandRepublishedIn"], ArticleStatus.RETRACTED),
        ([], ["PartialRetractionIn"], ArticleStatus.CONCERN),
        ([], ["PartialRetractionOf"], ArticleStatus.NOTICE),
        (["Expression of Concern"], ["ExpressionOfConcernFor"], ArticleStatus.NOTICE),
        (["Corrected and Republished Article"], ["CorrectedandRepublishedFrom"], ArticleStatus.OK),
        ([], ["CorrectedandRepublishedIn", "RepublishedIn"], ArticleStatus.OK),
        (["Retraction of Publication"], [], ArticleStatus.NOTICE),
        (["Retraction Notice"], [], ArticleStatus.NOTICE),
        ([], ["RetractionOf"], ArticleStatus.NOTICE),
        ([], ["ExpressionOfConcernIn"], ArticleStatus.CONCERN),
        (["Published Erratum"], [], ArticleStatus.ERRATUM),
        ([], ["ErratumFor"], ArticleStatus.ERRATUM),
        ([], ["ErratumIn", "Cites", "RetractedandRepublishedFrom"], ArticleStatus.OK),
    ],
)
def test_how_a_paper_stands(read_record, types, links, status):
    assert read_record(article=_types(*types), citation=_links(*links)).article.status is status


def _update(kind: str, pmid: str) -> str:
    link = f'<CommentsCorrections RefType="{kind}"><RefSource>R</RefSource><PMID Version="1">{pmid}</PMID>'
    return f"<CommentsCorrectionsList>{link}</CommentsCorrections></CommentsCorrectionsList>"


@pytest.mark.parametrize(
    ("types", "link", "published_as"),
    [
        (["Preprint"], "UpdateIn", "pubmed:999"),
        (["Preprint"], "CommentIn", ""),
        # The next edition of a systematic review is an update of it too, and the review no preprint.
        (["Systematic Review"], "UpdateIn", ""),
    ],
)
def test_a_preprint_names_the_paper_that_it_became(read_record, types, link, published_as):
    reading = read_record(article=_types(*types), citation=_update(link, "999"))
    assert reading.article.published_as == published_as
    assert reading.article.pmid == "101"
    assert reading.unknown == {}


BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">301</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId><ArticleId IdType="doi">10.1000/ch.1</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>P</PublisherName></Publisher><BookTitle>The <i>Book</i></BookTitle>
<PubDate><Year>2019</Year></PubDate></Book>{title}<Language>eng</Language><PublicationType>Review</PublicationType>
<Abstract><AbstractText>Vesicles carry TNF.</AbstractText></Abstract>
<ContributionDate><Year>2019</Year><Month>5</Month></ContributionDate></BookDocument>
<PubmedBookData><History><PubMedPubDate PubStatus="pubmed"><Year>2019</Year><Month>6</Month><Day>1</Day></PubMedPubDate>
</History><PublicationStatus>ppublish</PublicationStatus></PubmedBookData></PubmedBookArticle>"""


@pytest.mark.parametrize(
    ("title", "read_as"), [("<ArticleTitle>A chapter</ArticleTitle>", "A chapter"), ("", "The Book")]
)
def test_books_are_read_too(read, title, read_as):
    reading = read(xml_set(BOOK.format(title=title)))
    article = reading.article
    assert (article.id, article.doi, article.title, article.journal) == (
        "pubmed:301",
        "10.1000/ch.1",
        read_as,
        "The Book",
    )
    assert (article.published, article.entered) == ("2019", "2019-06-01")
    assert article.sections == (Section("Vesicles carry TNF."),)
    assert reading.unknown == {}
