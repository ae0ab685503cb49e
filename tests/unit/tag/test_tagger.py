from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Document, Mention, MentionType, Section, Sentence, Vehicle, Via
from pipeline.tag import Tagger

Tag = Callable[..., tuple[Mention, ...]]
Only = Callable[..., Mention]


def words(mentions: tuple[Mention, ...], *kinds: str) -> list[str]:
    return [mention.text for mention in mentions if not kinds or mention.type in kinds]


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("We grew bone marrow-derived MSCs.", "bone marrow-derived MSCs", "CL:0002540"),
        ("We grew BM-MSCs.", "BM-MSCs", "CL:0002540"),
        ("We grew hUC-MSCs.", "hUC-MSCs", "CL:0002569"),
        ("We grew hucMSCs.", "hucMSCs", "CL:0002569"),
        ("We grew adipose tissue-derived MSCs.", "adipose tissue-derived MSCs", "CL:0002570"),
        ("We grew umbilical cord mesenchymal stromal cells.", "umbilical cord mesenchymal stromal cells", "CL:0002569"),
        ("We sorted CD4+ T cells.", "CD4+ T cells", "CL:0000624"),
        ("We sorted CD4(+) T cells.", "CD4(+) T cells", "CL:0000624"),
        ("We sorted CD8-positive T cells.", "CD8-positive T cells", "CL:0000625"),
        ("We sorted CD4+CD25+Foxp3+ Tregs.", "CD4+CD25+Foxp3+ Tregs", "CL:0000792"),
        ("We sorted CD4(+)NKG2D(+) T cells.", "CD4(+)NKG2D(+) T cells", "CL:0000624"),
        ("We sorted regulatory T cells.", "regulatory T cells", "CL:0000815"),
        ("We grew A549 cells.", "A549 cells", None),
        ("We grew SNK-6 cells.", "SNK-6 cells", None),
        ("We grew breast cancer cells.", "breast cancer cells", None),
        ("We saw natural killer (NK) cells.", "natural killer (NK) cells", "CL:0000623"),
        ("We saw M2-like macrophages.", "M2-like macrophages", "CL:0000890"),
    ],
)
def test_a_composed_cell_name_is_one_mention(only: Only, text: str, name: str, id_: str | None) -> None:
    mention = only(text, name)
    assert (mention.type, mention.id) == (MentionType.CELL, id_)


@pytest.mark.parametrize("word", ["activated", "human", "treated", "injured", "the", "mouse"])
def test_what_does_not_change_the_cell_stays_outside(tag: Tag, word: str) -> None:
    assert words(tag(f"We saw {word} macrophages."), "CELL") == ["macrophages"]


@pytest.mark.parametrize(
    ("text", "names", "ids"),
    [
        ("There were M1 and M2 macrophages.", ["M1", "M2 macrophages"], ["CL:0000863", "CL:0000890"]),
        ("There were Th1/Th17 cells.", ["Th1", "Th17 cells"], ["CL:0000545", "CL:0000899"]),
        ("There were CD4+ and CD8+ T cells.", ["CD4+", "CD8+ T cells"], ["CL:0000624", "CL:0000625"]),
        ("There were T and B cells.", ["T", "B cells"], ["CL:0000084", "CL:0000236"]),
    ],
)
def test_coordinated_cells_are_a_mention_each(tag: Tag, text: str, names: list[str], ids: list[str]) -> None:
    mentions = tag(text)
    assert words(mentions) == names
    assert [mention.id for mention in mentions] == ids


@pytest.mark.parametrize(
    ("name", "id_", "vehicle", "producer", "source"),
    [
        ("MSC-EVs", "SECRETOME:MSC-EV", Vehicle.EV, "CL:0000134", ""),
        ("hUC-MSC-sEVs", "SECRETOME:UC-MSC-EV", Vehicle.EV, "CL:0002569", "umbilical_cord"),
        ("ADSC-Exos", "SECRETOME:AT-MSC-EXOSOME", Vehicle.EXOSOME, "CL:0002570", "adipose"),
        (
            "exosomes derived from human adipose MSCs",
            "SECRETOME:AT-MSC-EXOSOME",
            Vehicle.EXOSOME,
            "CL:0002570",
            "adipose",
        ),
        (
            "conditioned medium of BM-MSCs",
            "SECRETOME:BM-MSC-CM",
            Vehicle.CONDITIONED_MEDIUM,
            "CL:0002540",
            "bone_marrow",
        ),
        ("macrophage-derived EVs", "SECRETOME:CL_0000235-EV", Vehicle.EV, "CL:0000235", ""),
        ("exosomes from Tregs", "SECRETOME:CL_0000815-EXOSOME", Vehicle.EXOSOME, "CL:0000815", ""),
        ("tumor-derived exosomes", "SECRETOME:CL_0001063-EXOSOME", Vehicle.EXOSOME, "CL:0001063", ""),
        ("gastric cancer cell-derived exosomes", "SECRETOME:CL_0001064-EXOSOME", Vehicle.EXOSOME, "CL:0001064", ""),
        ("urine-derived EVs", None, Vehicle.EV, None, "urine"),
        ("iPSC-MSC-EVs", "SECRETOME:MSC-EV", Vehicle.EV, "CL:0000134", "ipsc"),
        ("HBMSC-EVs", "SECRETOME:BM-MSC-EV", Vehicle.EV, "CL:0002540", "bone_marrow"),
        ("miR-21-containing exosomes", "SECRETOME:EXOSOME", Vehicle.EXOSOME, None, ""),
        ("mesenchymal stem cell (MSC)-derived exosomes", "SECRETOME:MSC-EXOSOME", Vehicle.EXOSOME, "CL:0000134", ""),
    ],
)
def test_a_product_is_one_mention_with_its_parts(  # noqa: PLR0917 (a table of what is to be found)
    tag: Tag, name: str, id_: str | None, vehicle: Vehicle, producer: str | None, source: str
) -> None:
    [mention] = tag(f"We gave {name} again.")
    assert mention.text == name
    assert mention.type is MentionType.SECRETOME
    assert (mention.id, mention.vehicle, mention.producer, mention.producer_source) == (id_, vehicle, producer, source)


@pytest.mark.parametrize(
    ("name", "priming"),
    [
        ("exosomes derived from hypoxia-preconditioned MSCs", "hypoxia"),
        ("EVs from IFN-γ-primed MSCs", "IFNG"),
        ("hypoxic MSC-EVs", "hypoxia"),
        ("MSC-EVs", ""),
    ],
)
def test_a_product_says_how_its_producer_was_primed(only: Only, name: str, priming: str) -> None:
    mention = only(f"We gave {name}.", name)
    assert priming in mention.priming
    assert bool(mention.priming) == bool(priming)


def test_the_cell_its_vesicles_and_its_medium_are_never_merged(tag: Tag) -> None:
    assert len({mention.id for mention in tag("We compared MSCs, MSC-EVs, MSC-Exos, MSC-CM and MSC secretome.")}) == 5


@pytest.mark.parametrize("gap", [", whereas exosomes", ". Exosomes", "; exosomes", " and released exosomes"])
def test_a_product_does_not_reach_over_other_words(tag: Tag, gap: str) -> None:
    assert "MSCs" in words(tag(f"We grew MSCs{gap} were given."), "CELL")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("T cell proliferation fell.", [("T cell", "CELL"), ("proliferation", "PROCESS")]),
        ("IL-6 secretion fell.", [("IL-6", "FACTOR"), ("secretion", "PROCESS")]),
        ("M2 polarization rose.", [("M2", "CELL"), ("polarization", "PROCESS")]),
        ("Neuronal apoptosis fell.", [("Neuronal", "CELL"), ("apoptosis", "PROCESS")]),
        ("Neuronal markers fell.", []),
        ("T cell function fell.", [("T cell", "CELL"), ("function", "PROCESS")]),
        ("The function was unclear.", []),
        (
            "Cardiac function and cartilage repair fell.",
            [("Cardiac function", "PROCESS"), ("cartilage repair", "PROCESS")],
        ),
        ("An anti-inflammatory effect was seen.", [("inflammatory", "PROCESS")]),
    ],
)
def test_a_process_is_its_head_noun(tag: Tag, text: str, names: list[tuple[str, str]]) -> None:
    assert [(mention.text, mention.type) for mention in tag(text)] == names


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("We measured TGF-β1.", "TGF-β1", "HGNC:11766"),
        ("We measured TNF- α.", "TNF- α", "HGNC:11892"),
        ("We measured TGFB1.", "TGFB1", "HGNC:11766"),
        ("We measured transforming growth factor (TGF)-β.", "transforming growth factor (TGF)-β", "FPLX:TGFB"),
        ("We measured interleukin (IL)-1β.", "interleukin (IL)-1β", "HGNC:5992"),
        ("We measured interleukin (IL) 4 there.", "interleukin (IL) 4", "HGNC:6014"),
        ("We measured interleukin-6 (IL-6) 24 hours later.", "interleukin-6", "HGNC:6018"),
        ("We measured miR-21-5p.", "miR-21-5p", "miRBase:miR-21-5p"),
        ("We measured hsa-miR-146a.", "hsa-miR-146a", "miRBase:miR-146a"),
        ("We measured let-7c.", "let-7c", "miRBase:let-7c"),
        ("We measured miR-99999-5p.", "miR-99999-5p", None),
        ("We measured LINC01150.", "LINC01150", "HGNC:49469"),
        ("We measured LINC99999.", "LINC99999", None),
        ("We measured Ca2+.", "Ca2+", None),
        ("We measured MMP2/9.", "MMP2/9", None),
        ("We measured HAND2-AS1.", "HAND2-AS1", "HGNC:48872"),
        ("We measured IL-10.", "IL-10", "HGNC:5962"),
    ],
)
def test_a_molecule_is_found_as_it_is_written(only: Only, text: str, name: str, id_: str | None) -> None:
    mention = only(text, name)
    assert (mention.type, mention.id) == (MentionType.FACTOR, id_)


@pytest.mark.parametrize("text", ["There was no effect.", "Was it or was it not?", "or M2 and 1 for 20 them 5 act in"])
def test_plain_words_are_no_molecules(tag: Tag, text: str) -> None:
    assert not words(tag(text), "FACTOR")


def test_a_name_is_not_found_within_a_longer_word(tag: Tag) -> None:
    assert "IL-1" not in words(tag("We measured IL-17Q and IL-1000."))


def test_a_short_form_means_what_it_commonly_does_when_its_long_form_has_no_concept(tag: Tag) -> None:
    long = "quux domain-containing protein 3"
    [*_, mention] = tag(f"The {long} (NLRP3) rose. We measured NLRP3.", ("NLRP3", long))
    assert mention.id == "HGNC:16400"


def test_a_short_form_in_letters_alone_may_mean_another_thing(tag: Tag) -> None:
    [*_, mention] = tag("Hybrid sarcoma cells (HSCs) grew. We saw HSCs.", ("HSCs", "Hybrid sarcoma cells"))
    assert mention.id is None


def test_a_definition_holds_for_its_own_record_only(tag: Tag) -> None:
    text = "Adipose-derived stem cells (AdSCLs) grew. AdSCLs were given."
    found = [mention for mention in tag(text) if mention.text == "AdSCLs"]
    assert [mention.id for mention in found] == ["CL:0002570", "CL:0002570"]
    assert {mention.via for mention in found} == {Via.ABBREVIATION}
    assert not tag("AdSCLs were given.")


def test_an_abbreviated_product_keeps_its_parts(tag: Tag) -> None:
    text = "Exosomes derived from bone marrow MSCs (BExo) were given. BExo helped."
    mention = tag(text, ("BExo", "Exosomes derived from bone marrow MSCs"))[-1]
    assert (mention.text, mention.vehicle, mention.producer) == ("BExo", Vehicle.EXOSOME, "CL:0002540")


def test_a_short_form_is_understood_where_the_record_also_writes_it_out(only: Only) -> None:
    assert only("Nitric oxide was low. NO rose.", "NO").id == "CHEBI:16480"


@pytest.mark.parametrize("text", ["They measured iNOS/NO.", "The production of NO rose.", "NO production rose."])
def test_a_short_form_is_understood_beside_its_like(tag: Tag, text: str) -> None:
    assert "CHEBI:16480" in [mention.id for mention in tag(text)]


def test_a_long_form_of_something_else_hides_the_lexicons_meaning(tag: Tag) -> None:
    text = "The moving average threshold (MAT) was set. MAT was 3."
    assert words(tag(text, ("MAT", "moving average threshold"))) == []


def test_species_and_tissues_are_tagged_as_context(tag: Tag) -> None:
    found = {mention.text: (mention.type, mention.id) for mention in tag("The liver of mice and rats was taken.")}
    assert found["mice"] == (MentionType.SPECIES, "NCBITaxon:10090")
    assert found["rats"] == (MentionType.SPECIES, "NCBITaxon:10116")
    assert found["liver"] == (MentionType.TISSUE, "UBERON:0002107")


PIECES = st.sampled_from(
    ["MSC", "-derived", "EVs", "exosomes", " from ", "CD4+", "CD8(+)", " T cells", "IL-10", "TNF-α", "M1", "/", " and ",
     ". ", "(", ")", "proliferation", " of ", "miR-21", "-5p", "hypoxia", "-primed", " ", ",", "liver", " injury", "β", "\u2011", "+", "NO", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.text(max_size=20))
def test_mentions_fit_their_text_and_never_overlap(tagger: Tagger, pieces: list[str], noise: str) -> None:
    text = "".join(pieces) + noise
    title, _, rest = text.partition("\n")
    article = Article(id="local:1", source_id="1", title=title, sections=(Section(rest),))
    whole = article.text
    half = len(whole) // 2
    bounds = [(0, half), (half, len(whole))]
    sentences = tuple(Sentence(i, a, b, whole[a:b]) for i, (a, b) in enumerate(bounds))
    mentions = tagger.mentions(Document(article, sentences))
    for mention in mentions:
        assert whole[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text != ""
        sentence = sentences[mention.sentence]
        assert sentence.start <= mention.start < mention.end <= sentence.end
    for left, right in pairwise(mentions):
        assert left.end <= right.start
