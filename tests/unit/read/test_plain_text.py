import pytest


def test_the_first_line_is_the_title_and_the_rest_the_abstract(read):
    article = read("Vesicles calm.\n\nTNF fell.\nIL-10 rose.\n", "note.a.txt").article
    assert (article.id, article.source_id) == ("local:note.a", "note.a")
    assert article.text == "Vesicles calm.\nTNF fell.\nIL-10 rose."


def test_one_line_is_a_title(read):
    assert read("TNF fell.", "n.txt").article.text == "TNF fell.\n"


@pytest.mark.parametrize("content", ["\ufeffA\r\nB\r\n", "\n\nA\n\nB", "A\rB"])
def test_byte_order_mark_and_line_ends(read, content):
    assert read(content, "n.txt").article.text == "A\nB"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"a\xffb", "not UTF-8 at byte 2"),
        ("TNF fell.".encode("utf-16"), "UTF-16"),
        (b"a\nb" * 1_000, "more than 100 characters"),
    ],
)
def test_what_cannot_be_read_is_one_fault(read, content, reason):
    reading = read(content, "n.txt", max_characters=100)
    assert reading.articles == []
    assert reading.fault.whole_file
    assert reason in reading.fault.reason


def test_a_long_text_is_set_aside_with_its_length(read):
    reading = read("a\n" + "b" * 200, "n.txt", max_characters=100)
    assert "202 characters; the limit is 100" in reading.fault.reason
