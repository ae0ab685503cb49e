"""What every page is made with: templates, files of our own, a policy, and writing in one piece."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.disk import whole
from pipeline.errors import PipelineError

HERE = Path(__file__).parent


def environment() -> Environment:
    """Everything that a template shows is escaped; a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(*names: str) -> Markup:
    """Files of `static/`, one after the other."""
    return Markup("".join((HERE / "static" / name).read_text(encoding="utf-8") for name in names))  # noqa: S704 - our own files


def policy(style: str, script: str = "") -> str:
    """Only what the page brings itself may run or load, whatever a record's text may hold."""
    scripts = f"script-src {_digest(script)}; " if script else ""
    return f"default-src 'none'; style-src {_digest(style)}; {scripts}base-uri 'none'"


def write_html(path: Path, html: str, mend: str) -> None:
    """Write a page in one piece.

    Raises:
        PipelineError: the file could not be written; the page that was there before stands. `mend` says what to do.
    """
    try:
        with whole(path) as part:
            part.write_bytes(html.encode("utf-8", "replace"))
    except OSError as error:
        raise PipelineError(f"{path}: the page cannot be written: {error.strerror}. {mend}") from error


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
