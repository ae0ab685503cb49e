"""The page shows what it is given, safely, and is read in a real browser when there is one."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.records import Run, RunStatus
from pipeline.report import write_page
from pipeline.report.page import MAX_CLAIMS, MAX_EVIDENCE

Row = dict[str, object]
SENTENCE = "MSC-EVs increased IL-10 in macrophages."
COUNTS = {"articles": 3, "published": 2, "claims": 2, "retracted": 1}
RUN = Run("run-1", "2026-01-05T10:00:00Z", "2026-01-05T10:01:00Z", RunStatus.OK, {"code": "0.1", "model": "ab12"})
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def claim_row(number: int = 1, **changes: object) -> Row:
    return {
        "claim_id": f"c{number}",
        "subject_id": "SEC:1",
        "subject_label": "MSC extracellular vesicle",
        "subject_type": "SECRETOME",
        "relation": "increases",
        "object_id": "HGNC:5962",
        "object_label": "interleukin 10",
        "object_type": "FACTOR",
        "process_id": None,
        "process_label": None,
        "process_type": None,
        "n_evidence": 1,
        "n_articles": 1,
        "n_primary": 1,
        "n_for": 1,
        "n_against": 0,
        "contradiction": False,
        "first_year": 2021,
        "last_year": 2021,
        "belief": 0.8,
    } | changes


def evidence_row(number: int = 1, **changes: object) -> Row:
    spans = {"subject": "MSC-EVs", "object": "IL-10", "trigger": "increased"}
    offsets = {
        f"{part}_{side}": 100 + SENTENCE.index(words) + (len(words) if side == "end" else 0)
        for part, words in spans.items()
        for side in ("start", "end")
    }
    absent = {
        f"{part}_{side}": None
        for part in ("process", "via")
        for side in ("text", "start", "end", "type", "id", "label")
    }
    return {
        "evidence_id": f"e{number}",
        "claim_id": "c1",
        "article_id": "pubmed:123",
        "pmid": "123",
        "doi": "10.1000/a(1)<2>",
        "year": 2021,
        "journal": "Journal of Examples",
        "title": "A small study",
        "is_review": False,
        "is_preprint": False,
        "status": "ok",
        "section": "RESULTS",
        "role": "result",
        "sentence": SENTENCE,
        "sentence_start": 100,
        "subject_text": "MSC-EVs",
        "subject_type": "SECRETOME",
        "subject_id": "SEC:1",
        "subject_label": "MSC extracellular vesicle",
        "relation": "increases",
        "object_text": "IL-10",
        "object_type": "FACTOR",
        "object_id": "HGNC:5962",
        "object_label": "interleukin 10",
        "negated": False,
        "certainty": "asserted",
        "trigger": "increased",
        "rule": "effects.active",
        "cross_sentence": False,
        "species": "NCBITaxon:10090",
        "model_system": "in_vitro",
        "producer_source": "bone_marrow",
        "priming": None,
        "confidence": 0.8,
        **offsets,
        **absent,
    } | changes  # fmt: skip


class Outline(HTMLParser):
    """What a reader meets: words, links, marks; and whether every tag is closed in its turn."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.marks: list[tuple[str | None, str]] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(name for name, _ in attrs)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        if tag == "mark":
            self.marks.append((dict(attrs).get("data-part"), ""))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)
        if self.open and self.open[-1] == "mark":
            self.marks[-1] = (self.marks[-1][0], data)


def page(
    tmp_path: Path, claims: list[Row], evidence: list[Row], counts: dict[str, int] = COUNTS, run: Run | None = RUN
) -> str:
    path = tmp_path / "deep" / "page.html"
    write_page(path, claims, evidence, counts, run)
    return path.read_text(encoding="utf-8")


def outline(html: str) -> Outline:
    found = Outline(html)
    assert found.open == []
    return found


def test_a_claim_stands_over_its_sentence(tmp_path: Path) -> None:
    found = outline(page(tmp_path, [claim_row()], [evidence_row()]))
    assert "MSC extracellular vesicle increases interleukin 10" in found.text
    marked = [(part, words) for part, words in found.marks if part]
    assert marked == [("subject", "MSC-EVs"), ("trigger", "increased"), ("object", "IL-10")]
    assert "1 retracted, left out" in " ".join(
        f"{b} {a}" for a, b in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page(tmp_path, [claim_row()], []))
    )
    for words in (
        "Run run-1",
        "code 0.1",
        "result",
        "in vitro",
        "mouse",
        "bone marrow",
        "confidence 0.80",
        "Journal of Examples 2021",
    ):
        assert words in found.text  # fmt: skip


def test_links_lead_to_real_ids_only(tmp_path: Path) -> None:
    rows = [
        evidence_row(),
        evidence_row(2, pmid="DEMO7", doi="demo/7", article_id="local:demo7"),
        evidence_row(3, pmid=None, doi=None),
    ]
    found = outline(page(tmp_path, [claim_row(n_evidence=3)], rows))
    assert found.links == ["https://pubmed.ncbi.nlm.nih.gov/123/", "https://doi.org/10.1000/a(1)%3C2%3E"]
    assert "local:demo7" in found.text


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    html = page(tmp_path, [claim_row()], [evidence_row(pmid=None, doi=None)])
    assert "http://" not in html
    assert "https://" not in html
    found = outline(html)
    assert not {"img", "link", "iframe", "object"} & set(found.tags)
    assert "src" not in found.attributes
    assert "default-src &#39;none&#39;" in html


def test_what_a_record_holds_is_text_and_never_markup(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    row = evidence_row(
        sentence=evil + SENTENCE, sentence_start=100 - len(evil), title=evil, journal=evil, article_id=evil, pmid=evil
    )
    found = outline(page(tmp_path, [claim_row(subject_label=evil, subject_id=evil)], [row], run=Run(evil, evil)))
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert "onerror" not in found.attributes
    assert evil in found.text


def test_the_words_of_the_sentence_are_all_there(tmp_path: Path) -> None:
    html = page(tmp_path, [claim_row()], [evidence_row()])
    (quote,) = re.findall(r"<blockquote>(.*?)</blockquote>", html)
    assert re.sub(r"<[^>]+>", "", quote) == SENTENCE


def test_a_span_in_another_sentence_is_named_and_not_marked(tmp_path: Path) -> None:
    row = evidence_row(subject_start=3, subject_end=10, cross_sentence=True)
    found = outline(page(tmp_path, [claim_row()], [row]))
    assert [part for part, _ in found.marks if part] == ["trigger", "object"]
    assert "named in another sentence: MSC-EVs / IL-10" in found.text


def test_overlapping_spans_are_marked_once(tmp_path: Path) -> None:
    start = 100 + SENTENCE.index("IL-10")
    row = evidence_row(
        process_start=start,
        process_end=100 + len(SENTENCE) - 1,
        process_type="PROCESS",
        process_label="secretion",
        process_id=None,
    )
    found = outline(page(tmp_path, [claim_row()], [row]))
    assert ("object", "IL-10") in found.marks
    assert ("process", " in macrophages") in found.marks


@pytest.mark.parametrize(
    ("changes", "tag"),
    [
        ({"negated": True}, "negated: speaks against"),
        ({"certainty": "hedged"}, "hedged"),
        ({"certainty": "aim"}, "aim of the study"),
        ({"is_review": True}, "review"),
        ({"is_preprint": True}, "preprint"),
        ({"status": "concern"}, "expression of concern"),
        ({"species": "NCBITaxon:7955"}, "NCBITaxon:7955"),
    ],
)
def test_what_weakens_a_row_is_said(tmp_path: Path, changes: Row, tag: str) -> None:
    tags = r"<p class=\"tags\">.*?</p>"
    with_it, without = (page(tmp_path, [claim_row()], [row]) for row in (evidence_row(**changes), evidence_row()))
    assert re.search(rf">{tag}</span>", re.findall(tags, with_it)[0])
    assert not re.search(rf">{tag}</span>", re.findall(tags, without)[0])


def test_contradicting_claims_point_at_each_other(tmp_path: Path) -> None:
    claims = [
        claim_row(1, contradiction=True, n_against=1),
        claim_row(2, relation="decreases", contradiction=True, n_against=1),
        claim_row(3, relation="decreases", object_id="HGNC:11892", object_label="TNF"),
    ]
    found = outline(page(tmp_path, claims, []))
    assert found.links == ["#c-c2", "#c-c1"]


def test_a_big_table_is_capped_and_says_so(tmp_path: Path) -> None:
    claims = [claim_row(n) for n in range(MAX_CLAIMS + 7)]
    rows = [evidence_row(n) for n in range(MAX_EVIDENCE + 3)]
    claims[1]["n_evidence"] = len(rows)
    found = outline(page(tmp_path, claims, rows, {**COUNTS, "claims": MAX_CLAIMS + 9}))
    assert found.tags.count("tbody") == MAX_CLAIMS
    assert "9 weaker claims are left out here" in found.text
    assert "evidence.parquet" in found.text
    assert found.tags.count("blockquote") == MAX_EVIDENCE
    assert "3 more in the exported table" in found.text


def test_an_empty_store_is_said_in_words(tmp_path: Path) -> None:
    found = outline(page(tmp_path, [], [], {"articles": 0, "claims": 0}, None))
    assert "There is no claim in the store yet" in found.text
    assert "table" not in found.tags


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path, [claim_row()], [evidence_row()]) == page(tmp_path, [claim_row()], [evidence_row()])


def test_a_lone_surrogate_does_not_break_the_page(tmp_path: Path) -> None:
    assert "A small ?" in page(tmp_path, [claim_row()], [evidence_row(title="A small \ud800")])


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="the page cannot be written") as caught:
        write_page(tmp_path / "file" / "page.html", [], [], {}, None)
    assert "\n" not in str(caught.value)


def test_a_page_that_cannot_be_replaced_stands(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    (target / "kept").mkdir(parents=True)
    with pytest.raises(PipelineError):
        write_page(target, [], [], {}, None)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def browsed(path: Path, tmp_path: Path, fragment: str = "") -> tuple[str, str]:
    """The document after its script has run, and what the browser wrote to its console."""
    assert BROWSER
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--enable-logging=stderr",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri() + fragment,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.skipif(BROWSER is None, reason="no chromium or chrome on the PATH")
def test_a_real_browser_shows_and_filters(tmp_path: Path) -> None:
    claims = [claim_row(), claim_row(2, relation="decreases", object_id="HGNC:11892", object_label="TNF-α")]
    other = evidence_row(
        2, sentence="Neutrophils were not seen.", object_start=None, subject_start=None, trigger_start=None
    )
    evil = evidence_row(title="<img src=x onerror=\"document.title='broken'\">")
    path = tmp_path / "page.html"
    write_page(path, claims, [evil, other], COUNTS, RUN)

    def shown(fragment: str) -> tuple[list[str], str]:
        dom, console = browsed(path, tmp_path, fragment)
        assert console == ""
        assert "<title>MSC secretome evidence</title>" in dom
        found = re.search(r'<output id="found"[^>]*>(.*?)</output>', dom)
        return [tag for tag in re.findall(r"<tbody[^>]*>", dom) if "hidden" not in tag], found[1] if found else ""

    rows, count = shown("")
    assert (len(rows), count) == (2, "2 of 2 claims")
    rows, count = shown("#q=IL-10%20macrophages")
    assert (len(rows), count) == (1, "1 of 2 claims")
    assert 'id="c-c1"' in rows[0]
    assert shown("#q=macrophages%20neutrophils")[1] == "0 of 2 claims"  # each word in another sentence
    rows, _ = shown("#q=tnf-alpha")
    assert [re.search(r'id="(.*?)"', tag)[1] for tag in rows] == ["c-c2"]  # type: ignore[index]
    assert shown("#q=nothing+of+the+kind") == ([], "0 of 2 claims")
    assert len(shown("#c-c2")[0]) == 2
    shown("#q=%E0%A4%A")  # a broken escape breaks nothing: the console stays silent
