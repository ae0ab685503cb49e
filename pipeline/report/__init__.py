"""The evidence as a page to read, what changed in it, and how a text was read."""

from pipeline.report.changes import ENTRIES, Changed, changed_claims, changes_page, feed, summary
from pipeline.report.explanation import write_explanation
from pipeline.report.page import write_page

__all__ = ["ENTRIES", "Changed", "changed_claims", "changes_page", "feed", "summary", "write_explanation", "write_page"]
