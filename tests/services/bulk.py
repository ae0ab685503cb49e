"""PubMed's files over HTTP: folders as Apache lists them, and files of which a part can be asked for."""

import re

from services.answers import Answer


def answer(files: dict[str, bytes], path: str, wanted: str) -> Answer:
    if path.endswith("/"):
        names = [name.removeprefix(path) for name in files if name.startswith(path)]
        rows = "".join(f'<a href="{name}">{name}</a>  2026-01-05 14:02   19M\n' for name in names)
        page = f'<html><head><title>Index of /{path}</title></head><body><pre><a href="/">Parent Directory</a>\n{rows}'
        return Answer(f"{page}</pre></body></html>".encode(), type="text/html")
    if path not in files:
        return Answer(b"not found", 404)
    body = files[path]
    if part := re.fullmatch(r"bytes=(\d+)-", wanted):
        start = int(part[1])
        if start >= len(body):
            return Answer(b"", 416)
        headers = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        return Answer(body[start:], 206, headers, type="application/gzip")
    return Answer(body, type="application/gzip")
