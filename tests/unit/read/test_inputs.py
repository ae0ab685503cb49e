import gzip
import io
import json
import random
import tarfile
from pathlib import Path

import pytest
from unit.read.samples import Reading, xml_record, xml_set

from pipeline.errors import UsageError
from pipeline.read import Reader, input_files
from pipeline.settings import ReadSettings

LINE = json.dumps({"id": "j", "title": "TNF fell."}).encode()
MANY = xml_set(*(xml_record(str(n), title=f"{random.Random(n).random()}") for n in range(1, 2_001)))


def tar(*members: tuple[str, bytes], mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, content in members:
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return stream.getvalue()


def article_set(*pmids: int) -> bytes:
    return xml_set(*(xml_record(str(pmid)) for pmid in pmids))


def ids(reading: Reading) -> list[str | int]:
    return [article.source_id for article in reading.articles]


def test_a_folder_stands_for_its_readable_files_sorted(tmp_path):
    names = ["b.xml", "a.jsonl.gz", "sub/c.XML.GZ", "sub/d.tar.gz", "e.txt", "f.tgz", "g.tar", "h.xml.gz", "i.jsonl"]
    names += ["j.nbib", "k.ris.gz", "l.json", "00001.json.gz", "m.csv", "n.tsv.gz"]
    others = [".hidden.xml", ".git/x.xml", "notes.md", "x.xlsx", "sub/.y.txt", "sub/manifest.json"]
    for name in (*names, *others):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "folder.xml").mkdir()
    assert input_files([tmp_path]) == sorted(tmp_path / name for name in names)


def test_inputs_keep_their_order(tmp_path):
    for name in ("b.xml", "a.xml"):
        (tmp_path / name).touch()
    assert [path.name for path in input_files([tmp_path / "b.xml", tmp_path / "a.xml"])] == ["b.xml", "a.xml"]


@pytest.mark.parametrize("name", ["missing.xml", "missing", "notes.md", "empty", ""])
def test_what_cannot_be_an_input_is_named_with_what_can(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.md").touch()
    path = tmp_path / name if name else tmp_path / "empty"
    with pytest.raises(UsageError) as caught:
        input_files([path])
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    for suffix in (".xml", ".xml.gz", ".tar.gz", ".jsonl", ".jsonl.gz", ".txt"):
        assert suffix in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.xml", article_set(1, 2)),
        ("in.XML.gz", gzip.compress(article_set(1, 2))),
        ("in.tar", tar(("1.xml", article_set(1)), ("2.xml.gz", gzip.compress(article_set(2))), mode="w")),
        ("in.tgz", tar(("z/1.xml", article_set(1)), ("a/2.xml", article_set(2)))),
        ("parts.xml.gz", gzip.compress(article_set(1, 2)[:300]) + gzip.compress(article_set(1, 2)[300:])),
    ],
)
def test_however_it_is_packed(read, name, content):
    reading = read(content, name)
    assert ids(reading) == ["1", "2"]
    assert reading.rejected == []


def test_an_archive_is_read_in_its_order_and_what_is_no_record_is_counted(read):
    link = tarfile.TarInfo("link.xml")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        folder = tarfile.TarInfo("b")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        archive.addfile(link)
        for name, content in (
            ("b/2.xml", article_set(2)),
            ("README.txt", b"words"),
            ("._2.xml", b"mac"),
            ("1.jsonl", LINE),
        ):
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    reading = read(stream.getvalue(), "in.tar")
    assert ids(reading) == ["2", "j"]
    assert [article.source for article in reading.articles] == ["in.tar!b/2.xml", "in.tar!1.jsonl"]
    skipped = {key: count for key, count in reading.ignored.items() if key.startswith("archive")}
    assert skipped == {
        "archive member (not a plain file)": 1,
        "archive member (.txt)": 1,
        "archive member (.xml)": 1,
    }


def test_a_bad_member_does_not_hide_the_next(read):
    broken = article_set(1, 2)[:-120]
    reading = read(
        tar(("a.xml", broken), ("b.xml", b""), ("c.xml.gz", b"no gzip"), ("d.xml", article_set(4))), "in.tar.gz"
    )
    assert ids(reading) == ["1", "4"]
    assert [fault.source for fault in reading.rejected] == ["in.tar.gz!a.xml", "in.tar.gz!b.xml", "in.tar.gz!c.xml.gz"]
    assert all(fault.whole_file for fault in reading.rejected)
    assert "1 record before it was read." in reading.rejected[0].reason


def test_a_member_over_the_limit_is_refused_whether_packed_or_not(read):
    large = article_set(*range(1, 30))
    assert len(large) > 5_000
    members = [("a.xml", large), ("b.xml.gz", gzip.compress(large)), ("c.xml", article_set(100))]
    reading = read(tar(*members), "in.tar.gz", max_member_bytes=5_000)
    assert ids(reading)[-1] == "100"
    assert [fault.source for fault in reading.rejected] == ["in.tar.gz!a.xml", "in.tar.gz!b.xml.gz"]
    assert all("5,000" in fault.reason and "max_member_bytes" in fault.reason for fault in reading.rejected)


def test_a_packed_file_that_never_ends_is_stopped(read):
    assert (
        "unpacks to more than 5,000 bytes"
        in read(gzip.compress(b" " * 10_000_000), "in.xml.gz", max_member_bytes=5_000).fault.reason
    )


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
@pytest.mark.parametrize("name", ["in.xml.gz", "in.tar.gz"])
def test_a_cut_file_gives_what_stands_before_the_cut_and_one_fault(read, name, share):
    whole = gzip.compress(MANY) if name == "in.xml.gz" else tar(("a.xml", article_set(7)), ("b.xml", MANY))
    reading = read(whole[: int(len(whole) * share)], name)
    assert reading.fault.whole_file
    assert reading.fault.source == name
    assert "cut short" in reading.fault.reason
    assert f"{len(reading.articles):,} records before" in reading.fault.reason or len(reading.articles) <= 1
    # At most what one chunk may hold is lost.
    assert len(reading.articles) >= int(2_000 * share) - 250


def test_a_cut_jsonl_keeps_its_whole_lines(read):
    lines = b"".join(
        json.dumps({"id": n, "title": f"{random.Random(n).random()}"}).encode() + b"\n" for n in range(2_000)
    )
    whole = gzip.compress(lines)
    reading = read(whole[: len(whole) // 2], "in.jsonl.gz")
    assert 900 < len(reading.articles) < 1_100
    assert "cut short" in reading.fault.reason


def test_no_cut_of_a_plain_archive_is_overlooked(read):
    """Also one exactly between two members, where tarfile sees nothing wrong."""
    whole = tar(("a.xml", article_set(1)), ("b.xml", article_set(2)), mode="w")
    end = whole.rindex(b"</PubmedArticleSet>") + 512 & ~511
    for cut in range(512, end + 1, 256):
        assert read(whole[:cut], "in.tar").rejected, cut
    assert read(whole[: end + 1024], "in.tar").rejected == []


@pytest.mark.parametrize("tail", [1, 8, 12])
def test_a_cut_after_the_last_member_is_a_fault_too(read, tail):
    reading = read(tar(("a.xml", article_set(1)))[:-tail], "in.tar.gz")
    assert ids(reading) == ["1"]
    assert "cut short" in reading.fault.reason


def test_damage_within_an_archive_is_not_taken_for_its_end(read):
    whole = bytearray(tar(("a.xml", article_set(1)), ("b.xml", article_set(2)), mode="w"))
    second = whole.index(b"b.xml")
    whole[second : second + 5] = b"XXXXX"
    reading = read(bytes(whole), "in.tar")
    assert ids(reading) == ["1"]
    assert "not a whole tar archive" in reading.fault.reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("in.xml.gz", b"", "the file is empty"),
        ("in.xml.gz", b"plain words", "not gzip data"),
        ("in.xml.gz", gzip.compress(article_set(1)) + b"trailing words", "broken or not gzip data"),
        ("in.jsonl.gz", b"\x1f\x8b\x08\x00" + bytes(6) + b"\xff" * 50, "compressed data are broken"),
        ("in.tar.gz", b"plain words", "not gzip data"),
        ("in.tar.gz", gzip.compress(b"plain words"), "not a whole tar archive"),
        ("in.tar.gz", b"", "not a whole tar archive"),
        ("in.tar", article_set(1), "not a whole tar archive"),
        ("in.tar", tar(("README", b"x"), mode="w"), "the archive holds nothing to read"),
    ],
)
def test_what_is_not_what_its_name_says(read, name, content, reason):
    reading = read(content, name)
    assert reading.fault.whole_file
    assert reason in reading.fault.reason
    assert "\n" not in reading.fault.reason


def test_a_wrong_checksum_is_a_fault(read):
    content = bytearray(gzip.compress(article_set(1)))
    content[-8] ^= 1
    reading = read(bytes(content), "in.xml.gz")
    assert "CRC" in reading.fault.reason


def test_damage_in_packed_data_lets_what_stands_before_through(read):
    content = bytearray(gzip.compress(MANY))
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    reading = read(bytes(content), "in.xml.gz")
    assert reading.fault.whole_file
    assert 800 < len(reading.articles) < 1_100


def test_a_file_that_is_gone_and_a_folder_in_its_place_are_faults_and_the_next_file_is_read(tmp_path):
    good = tmp_path / "b.xml"
    good.write_bytes(article_set(1))
    (tmp_path / "folder.xml").mkdir()
    records = list(Reader(ReadSettings()).records([tmp_path / "gone.xml", tmp_path / "folder.xml", good]))
    assert [getattr(record, "whole_file", None) for record in records] == [True, True, None]
    assert "No such file" in records[0].reason


def test_nothing_is_written(read, tmp_path: Path):
    read(tar(("../out.xml", article_set(1)), ("/abs.xml", article_set(2))), "in.tar.gz")
    assert [path.name for path in tmp_path.rglob("*")] == ["in.tar.gz"]
