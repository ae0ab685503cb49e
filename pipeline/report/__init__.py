"""The evidence as a page to read."""

from pipeline.report.page import write_page

__all__ = ["write_page"]
