"""PubMed's files: the yearly baseline, and the daily updates after it. Kept as they come, each checked by its md5.

Source: https://pubmed.ncbi.nlm.nih.gov/download/. Files are named pubmedYYnNNNN.xml.gz; the updates' numbers go on
behind the baseline's, and must be applied in that order. A new year's baseline replaces all that was before.
"""

import gzip
import re
from collections import Counter
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from pipeline.disk import digest, settle
from pipeline.errors import FetchError
from pipeline.fetch.http import Service, UnreadableAnswer
from pipeline.fetch.raw import PART, Batch, Progress, Pull, saved, with_file
from pipeline.settings import FetchSettings

FOLDERS = ("baseline/", "updatefiles/")
_NAME = re.compile(r'href="(pubmed(\d\d)n(\d{4,})\.xml\.gz)"')
_MD5 = re.compile(r"\b[0-9a-f]{32}\b")
_RECORDS = (b"<PubmedArticle>", b"<PubmedBookArticle>")


def filled(pull: Pull, earlier: list[Pull], settings: FetchSettings, now: str, progress: Progress) -> Pull:
    """The pull, finished: every file of the newest baseline and of the updates after it that no pull has yet.

    A file that was begun is gone on with in the middle.

    Raises:
        UsageError: the configuration names no contact.
        FetchError: the service does not answer or lists no file, or a file does not have its md5.
    """
    pattern = pull.query
    had = {batch.file for each in (*earlier, pull) for batch in each.batches}
    with Service(settings, settings.bulk.url, settings.bulk.rate) as service:
        listed = {name: folder for folder in FOLDERS for name in service.answer(folder, {}, _names, post=False)}
        newest = max((_order(name)[0] for name, folder in listed.items() if folder == FOLDERS[0]), default=0)
        wanted = sorted((name for name in listed if fnmatch(name, pattern) and _order(name)[0] >= newest), key=_order)
        if not wanted:
            raise FetchError(f"{settings.bulk.url}: lists no PubMed file that matches {pattern}. Correct `files`")
        pull = saved(replace(pull, count=len(wanted)))
        for name in wanted:
            if name not in had:
                pull = with_file(pull, _fetched(service, listed[name], name, pull.folder, now))
                progress(Counter(files=len(pull.batches), received=pull.received))
    return saved(replace(pull, finished=now))


def _fetched(service: Service, folder: str, name: str, into: Path, now: str) -> Batch:
    md5 = service.answer(f"{folder}{name}.md5", {}, _md5, post=False)

    def check(part: Path) -> None:
        if digest(part, "md5") != md5:
            raise UnreadableAnswer(f"its md5 is not the one in {name}.md5")

    part, path = into / (name + PART), into / name
    service.download(folder + name, part, check)
    with gzip.open(part) as lines:
        records = sum(line.count(mark) for line in lines for mark in _RECORDS)
    settle(part, path)
    return Batch(name, digest(path), records, path.stat().st_size, now)


def _names(body: bytes) -> list[str]:
    text = body.decode("utf-8", "replace")
    if "</body>" not in text.lower():
        raise UnreadableAnswer("the listing is broken or cut short")
    return [match[1] for match in _NAME.finditer(text)]


def _order(name: str) -> tuple[int, int]:
    digits = re.findall(r"\d+", name)
    return int(digits[0]), int(digits[1])


def _md5(body: bytes) -> str:
    match = _MD5.search(body.decode("ascii", "replace"))
    if not match:
        raise UnreadableAnswer("no md5 in the file")
    return match[0]
