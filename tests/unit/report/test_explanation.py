"""The page of an explanation: nothing left out, nothing from outside, and no wider than its screen."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.mine import Miner
from pipeline.records import Article, Explained
from pipeline.report import write_explanation
from pipeline.report.explanation import TERMS, drawing, explanation_html

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TEXT = (
    "IL-10 blockade abolished the inhibitory effect of MSC-EVs on T cell proliferation, although <b>this</b> was not expected. "
    "MSC-EVs did not reduce IL-6. IL-6 and TNF-α were reduced. It was cold."
)


@pytest.fixture(scope="module")
def explained(miner: Miner) -> tuple[Explained, ...]:
    (document,) = miner.parser.documents([Article("local:text", "text", TEXT)])
    return miner.relater.explanation(document, miner.tagger.mentions(document))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_claim_has_its_rule_its_signs_its_cues_and_its_terms(explained: tuple[Explained, ...]) -> None:
    html = explanation_html(explained, threshold=0.0)
    shown = words(html)
    for fired in explained[0].fired:
        assert f"rule {fired.evidence.rule}" in shown
        assert fired.arithmetic.rpartition(": ")[2] in shown
        greatest, rest = fired.terms[:TERMS], fired.terms[TERMS:]
        for name, share in greatest:
            assert f"{name.replace('_', ' ')} {share:+.2f}" in shown
        assert f"{len(rest)} smaller ones together {sum(share for _, share in rest):+.2f}" in shown
    assert "negation “not”" in shown
    assert "not published" not in shown


def test_a_claim_below_the_threshold_says_that_it_is_not_published(explained: tuple[Explained, ...]) -> None:
    fired = sum(len(one.fired) for one in explained)
    assert words(explanation_html(explained, threshold=1.0)).count("below 1.00: not published") == fired > 0


def test_a_sentence_without_a_claim_names_the_nearest_frame_and_what_it_lacked(
    explained: tuple[Explained, ...],
) -> None:
    shown = words(explanation_html(explained, threshold=0.0))
    assert "“reduced”: the nearest rule, decrease/passive, lacks a subject." in shown
    assert "No claim: fewer than two mentions, or no trigger." in shown


def test_text_is_escaped_and_nothing_is_loaded(explained: tuple[Explained, ...]) -> None:
    html = explanation_html(explained, threshold=0.0)
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", html)


def test_every_word_is_drawn_and_every_arc_stays_inside(explained: tuple[Explained, ...]) -> None:
    for one in explained:
        picture = drawing(one.sentence, one)
        shown = [token for token in one.sentence.tokens if token.role.value != "punctuation"]
        assert [word.text for word in picture.words] == [token.text for token in shown]
        assert len(picture.arcs) < len(shown)
        numbers = [float(n) for arc in picture.arcs for n in re.findall(r"-?[\d.]+", f"{arc.path} {arc.tip}")]
        assert min(numbers, default=0) >= 0
        assert max(numbers, default=0) <= max(picture.width, picture.height)


def test_a_page_that_cannot_be_written_is_named(explained: tuple[Explained, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="--html"):
        write_explanation(tmp_path / "file" / "page.html", explained, 0.5)


@pytest.mark.skipif(BROWSER is None, reason="no chromium or chrome on the PATH")
@pytest.mark.parametrize("width", [1280, 400])
def test_a_real_browser_shows_no_overflow(explained: tuple[Explained, ...], tmp_path: Path, width: int) -> None:
    assert BROWSER
    page, probe = tmp_path / "page.html", tmp_path / "probe.html"
    write_explanation(page, explained, 0.5)
    # The page itself runs no script, so another one frames it at the width and measures it.
    probe.write_text(
        f'<iframe id="f" width="{width}" height="900" src="page.html"></iframe><p id="out"></p><script>'
        'f.onload = () => { const d = f.contentDocument.documentElement; out.textContent = d.scrollWidth + "/" + d.clientWidth }'
        "</script>",
        encoding="utf-8",
    )
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--enable-logging=stderr",
        "--allow-file-access-from-files", "--virtual-time-budget=5000", f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom", probe.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    found = re.search(r'<p id="out">(\d+)/(\d+)</p>', done.stdout)
    assert found, done.stdout[-500:]
    assert int(found[1]) <= int(found[2]) <= width
