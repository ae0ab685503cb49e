"""The manners of the client: who asks, how often, and how long it waits."""

import pytest
from services import Paper, Services, fetched

from pipeline.corpus import Corpus
from pipeline.errors import FetchError, UsageError
from pipeline.fetch.http import Service, UnreadableAnswer, is_html


def test_every_request_says_who_asks(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        fetched(corpus, services.settings(tool="my-tool"))
        assert services.asked
        for asked in services.asked:
            assert (asked.values["tool"], asked.values["email"]) == ("my-tool", "tests@example.org")
            assert asked.headers["User-Agent"].startswith("my-tool/")
            assert "tests@example.org" in asked.headers["User-Agent"]
            assert asked.method == "POST"  # long lists of ids do not fit into a URL
            assert "api_key" not in asked.values


def test_a_key_comes_from_the_environment(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "secret1")
    with Services([Paper(1)], keys=frozenset({"secret1"})) as services:
        pull = fetched(corpus, services.settings())
        assert all(asked.values["api_key"] == "secret1" for asked in services.asked)
    assert not any(b"secret1" in path.read_bytes() for path in pull.folder.iterdir())


def test_a_wrong_key_is_named_and_not_shown(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "secret1")
    with Services([Paper(1)]) as services:
        with pytest.raises(FetchError, match="does not know the key in NCBI_API_KEY") as caught:
            fetched(corpus, services.settings())
        assert len(services.asked) == 1  # asking again would not help
    assert "secret1" not in str(caught.value)


def test_nobody_asks_without_a_contact(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services, pytest.raises(UsageError, match=r"fetch\.contact: .*e-mail"):
        fetched(corpus, services.settings(contact=""))


def test_the_rate_is_kept() -> None:
    with Services(rate=6) as services, Service(services.settings(retries=0), services.url, 5) as service:
        for _ in range(14):
            with pytest.raises(FetchError, match="404"):
                service.answer("nowhere", {}, bytes)
        assert "rate" not in services.faulted


def test_retry_after_is_obeyed(corpus: Corpus) -> None:
    with Services([Paper(1)], retry_after="1") as services:
        services.script.append("429")
        assert fetched(corpus, services.settings()).received == 1
        refused, again, *_ = services.asked
        assert again.at - refused.at >= 1  # at least: that can be tested
        assert again.values == refused.values


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("429", "HTTP 429 Too Many Requests"),
        ("503", "HTTP 503 Service Unavailable"),
        ("cut", "the answer was cut short"),
        ("short", "the XML is broken or cut short"),
        ("garbage", "the XML is broken or cut short"),
        ("portal", "HTML instead of XML, perhaps the login page of a network"),
    ],
)
def test_what_does_not_pass_is_one_clear_line(corpus: Corpus, fault: str, message: str) -> None:
    with Services([Paper(1)], faults={fault: 1.0}) as services:
        with pytest.raises(FetchError) as caught:
            fetched(corpus, services.settings(retries=3))
        assert len(services.asked) == 4
    assert "\n" not in str(caught.value)
    assert message in str(caught.value)
    assert "(asked 4 times)" in str(caught.value)


def test_nobody_there(corpus: Corpus) -> None:
    with Services() as services:
        settings = services.settings(retries=1)
    with pytest.raises(FetchError, match=r"esearch.fcgi: no connection \(asked 2 times\)"):
        fetched(corpus, settings)


def test_no_secure_connection(corpus: Corpus) -> None:
    with Services() as services:
        settings = services.settings(retries=0)
        url = settings.pubmed.url.replace("http:", "https:")
        secure = settings.model_copy(update={"pubmed": settings.pubmed.model_copy(update={"url": url})})
        with pytest.raises(FetchError, match="no secure connection"):
            fetched(corpus, secure)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (b"<html>", True),
        (b'\n<?xml version="1.0"?>\n<!-- x --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">', True),
        (b"\xef\xbb\xbf<!doctype HTML>", True),
        (b'{"abstractText": "A page begins with <html>."}', False),
        (b'<?xml version="1.0"?><PubmedArticleSet>', False),
    ],
)
def test_a_page_is_told_from_data(body: bytes, html: bool) -> None:
    assert is_html(body) is html


def test_a_service_that_hangs(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        services.script.append("hang")
        with pytest.raises(FetchError, match=r"no answer in 0\.2 seconds"):
            fetched(corpus, services.settings(retries=0, timeout=0.2))


def test_a_base_url_that_is_none(corpus: Corpus) -> None:
    with Services() as services:
        settings = services.settings()
    wrong = settings.model_copy(update={"pubmed": settings.pubmed.model_copy(update={"url": "eutils"})})
    with pytest.raises(FetchError, match="Correct the base URL under"):
        fetched(corpus, wrong)


def test_a_refusal_is_not_repeated(corpus: Corpus) -> None:
    with Services() as services, Service(services.settings(), services.url, 1_000) as service:
        with pytest.raises(FetchError, match="refused with HTTP 404: not found"):
            service.answer("nowhere", {}, bytes)
        assert len(services.asked) == 1


def test_a_reader_may_ask_again() -> None:
    tries: list[bytes] = []

    def read(body: bytes) -> int:
        tries.append(body)
        if len(tries) < 3:
            raise UnreadableAnswer("not yet")
        return len(tries)

    with (
        Services(files={"baseline/a": b"x"}) as services,
        Service(services.settings(), services.url, 1_000) as service,
    ):
        assert service.answer("pubmed/baseline/a", {}, read, post=False) == 3
