"""The evidence as a page to read, and what changed in it."""

from pipeline.report.changes import ENTRIES, Changed, changed_claims, changes_page, feed, summary
from pipeline.report.page import write_page

__all__ = ["ENTRIES", "Changed", "changed_claims", "changes_page", "feed", "summary", "write_page"]
