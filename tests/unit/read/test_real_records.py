"""The reference data as a whole: counts only, no text."""

import pytest
from unit.read.samples import Reading

from pipeline.settings import ReadSettings

pytestmark = pytest.mark.shared


def test_all_real_pubmed_records_are_understood(shared):
    reading = Reading([shared / "data/pubmed_xml"], ReadSettings())
    assert len(reading.articles) == 1_999
    assert reading.rejected == []
    assert reading.unknown == {}
    assert len({article.id for article in reading.articles}) == 1_999
    assert all(
        article.published and article.entered and article.revised and article.journal for article in reading.articles
    )
    assert sum(bool(article.vernacular_title) for article in reading.articles) == 18
    assert sum(len(article.sections) for article in reading.articles) == 2_169


def test_all_real_json_lines_are_understood(shared):
    reading = Reading([shared / "data/msc"], ReadSettings())
    assert len(reading.articles) == 2_110
    # A whole paper, where an abstract was expected.
    assert "42,915 characters" in reading.fault.reason
    assert reading.unknown == {}
