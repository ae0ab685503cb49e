"""How fast names are found: the tag stage with and without the model's entities, the matcher alone, and two other matchers.

Abstracts a minute and core (processor time of one thread). Parsing, and with it the recogniser of entities, is not counted for the stage;
spaCy's PhraseMatcher gets texts that are tokenized already, and its tokenizing is counted apart. pyahocorasick (`pip install pyahocorasick`)
matches plain lower-case strings and then looks for word borders. Neither of the two folds spellings, asks for policies or composes names:
they show what finding strings alone costs.

usage: tagging.py FILE_OR_FOLDER... [--limit N]
"""

import argparse
import gc
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import ahocorasick
import spacy
from spacy.matcher import PhraseMatcher

from pipeline.language import Parser
from pipeline.read import Reader, input_files
from pipeline.records import Article
from pipeline.settings import load_settings
from pipeline.tag import Tagger
from pipeline.tag.lexicon import read_lexicons
from pipeline.tag.matcher import Matcher

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """The best of a few rounds, so that what else the machine does counts least."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def bordered(automaton: ahocorasick.Automaton, text: str) -> list[tuple[int, int]]:
    low = text.lower()
    found = ((end - length + 1, end + 1) for end, length in automaton.iter_long(low))
    return [(a, b) for a, b in found if not (low[a - 1 : a].isalnum() or low[b : b + 1].isalnum())]


def main(inputs: Iterable[Path], limit: int) -> None:
    settings = load_settings()
    records = Reader(settings.read).records(input_files(list(inputs)))
    articles = [record for record in records if isinstance(record, Article)][:limit]
    documents = list(Parser(settings.language).documents(articles))
    bare = [replace(document, entities=()) for document in documents]
    spans = [(document.article.text, one.start, one.end) for document in documents for one in document.sentences]
    gc.collect()
    load = seconds(lambda: Tagger(settings))
    tagger = Tagger(settings)
    lexicon = read_lexicons(settings.lexicon_paths)
    matcher = Matcher(lexicon)
    terms = sorted({entry.term for entry in lexicon})
    nlp = spacy.blank("en")
    began = time.process_time()
    phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
    phrases.add("TERM", list(nlp.tokenizer.pipe(terms)))
    load_phrases = time.process_time() - began
    began = time.process_time()
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(term.lower(), len(term.lower()))
    automaton.make_automaton()
    load_automaton = time.process_time() - began
    texts = [document.article.text for document in documents]
    tokenized = list(nlp.tokenizer.pipe(texts))
    works: dict[str, Callable[[], object]] = {
        "tag stage, lexicons and model": lambda: [tagger.mentions(document) for document in documents],
        "tag stage, lexicons alone": lambda: [tagger.mentions(document) for document in bare],
        "matcher alone": lambda: [list(matcher.hits(*span, {})) for span in spans],
        "PhraseMatcher": lambda: [phrases(doc) for doc in tokenized],
        "PhraseMatcher with tokenizing": lambda: [phrases(doc) for doc in nlp.tokenizer.pipe(texts)],
        "pyahocorasick": lambda: [bordered(automaton, text) for text in texts],
    }
    rates = {name: round(len(documents) / seconds(work) * 60) for name, work in works.items()}
    result = {
        "abstracts": len(documents),
        "terms": len(terms),
        "abstracts_per_minute": rates,
        "load_seconds": {
            "lexicons": round(load, 2),
            "PhraseMatcher": round(load_phrases, 2),
            "pyahocorasick": round(load_automaton, 2),
        },
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=500, help="so many records at most")
    options = parser.parse_args()
    main(options.inputs, options.limit)
