"""How many sentences can hold no claim, and what it would save not to parse them.

usage: skipping.py FILE_OR_FOLDER...

A sentence can hold a claim when it has two argument mentions, or one and an earlier subject to take up, and a word that
some rule lists. The cost of parsing is split into the steps of the language model, one after the other on the same texts.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

from pipeline.language.parser import _lines
from pipeline.language.roles import tokens_in_roles
from pipeline.mine import Miner
from pipeline.read import Reader, input_files
from pipeline.records import Article
from pipeline.settings import load_settings

TIMED = 300  # articles whose parsing is timed step by step


def main(inputs: list[Path]) -> None:
    settings = load_settings()
    miner = Miner(settings)
    articles = [one for one in Reader(settings.read).records(input_files(inputs)) if isinstance(one, Article)]
    counts: Counter[str] = Counter()
    relating = 0.0
    for document in miner.parser.documents(articles):
        mentions = miner.tagger.mentions(document)
        read = miner.parser.simplified(document, mentions)
        start = time.perf_counter()
        rows = miner.relater.evidence(read, mentions)
        relating += time.perf_counter() - start
        with_rows = {row.sentence.index for row in rows}
        # What `Relater` reads at all, and what it finds a trigger in.
        found = {forms[0].tree.sentence.index: forms for forms in miner.relater._forms(read, mentions)}
        own = Counter(mention.sentence for mention in mentions if not mention.type.is_context)
        for sentence in document.sentences:
            length = len(sentence.tokens)
            forms = found.get(sentence.index, ())
            tried = any(form.tried for form in forms)
            kinds = {
                "all": True,
                "no argument": own[sentence.index] == 0,
                "one argument": own[sentence.index] == 1,
                "not read": not forms,
                "read, no trigger": bool(forms) and not tried,
                "a claim": sentence.index in with_rows,
            }
            for kind, is_so in kinds.items():
                counts[f"{kind}: sentences"] += is_so
                counts[f"{kind}: tokens"] += length if is_so else 0
        lines = {(line.start, line.start + len(line.text)) for line in _lines(0, document.article)}
        for start_, end in lines:
            inside = [one for one in document.sentences if start_ <= one.start < end]
            counts["lines"] += 1
            if not any(one.index in found for one in inside):
                counts["lines with nothing to read"] += 1
                counts["lines with nothing to read: tokens"] += sum(len(one.tokens) for one in inside)
    print(
        json.dumps(
            {"counts": counts, "seconds": steps(miner, articles[:TIMED]), "relating": round(relating, 2)}, indent=1
        )
    )


def steps(miner: Miner, articles: list[Article]) -> dict[str, float]:
    """Seconds of each step of parsing, over the same articles."""
    parser = miner.parser
    spent: dict[str, float] = {}

    def lap(name: str, start: float) -> None:
        spent[name] = round(spent.get(name, 0.0) + time.perf_counter() - start, 2)

    start = time.perf_counter()
    docs = [parser._nlp.make_doc(line.text) for article in articles for line in _lines(0, article)]
    lap("tokenizer", start)
    for name, component in parser._nlp.pipeline:
        start = time.perf_counter()
        docs = (
            list(component.pipe(docs, batch_size=64))
            if hasattr(component, "pipe")
            else [component(doc) for doc in docs]
        )
        lap(name, start)
    start = time.perf_counter()
    for doc in docs:
        for span in doc.sents:
            tokens_in_roles([token for token in span if not token.is_space], parser._scheme, 0)
    lap("roles", start)
    start = time.perf_counter()
    for article in articles:
        list(parser._abbreviations.abbreviations(article.text))
    lap("abbreviations", start)
    documents = list(parser.documents(articles))
    start = time.perf_counter()
    mentions = [miner.tagger.mentions(document) for document in documents]
    lap("tag", start)
    start = time.perf_counter()
    for document, own in zip(documents, mentions, strict=True):
        miner.relater.evidence(document, own)
    lap("relate", start)
    return spent


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(path) for path in sys.argv[1:]])
