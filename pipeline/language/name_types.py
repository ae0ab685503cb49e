"""The types of names, from the whole of each name.

spaCy's tagger of names chooses a type at the first word, but the last one often decides (`stem cell-derived exosomes`). This
component reads the spans that the tagger found, whole, and types them anew.
"""

from collections.abc import Callable, Iterable
from typing import Any

from spacy.language import Language
from spacy.pipeline import SpanCategorizer
from spacy.pipeline.spancat import build_preset_spans_suggester
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import Model

NAMES = "names"  # the key under which a document holds its names as spans


class NameTypes(SpanCategorizer):
    """spaCy's span categorizer over a document's own entities. It changes their types, never their edges."""

    def predict(self, docs: Iterable[Doc]) -> Any:
        """The places and the scores of all entities."""
        own = list(docs)
        for doc in own:
            doc.spans[NAMES] = doc.ents
        return super().predict(own)

    def set_annotations(self, docs: Iterable[Doc], indices_scores: Any) -> None:
        """Give each entity the type with the best score."""
        _, scores = indices_scores
        best = iter(scores.argmax(axis=1) if scores.size else ())
        for doc in docs:
            doc.ents = [Span(doc, name.start, name.end, self.labels[next(best)]) for name in doc.ents]
            del doc.spans[NAMES]

    def initialize(self, get_examples: Callable[[], Iterable[Example]], **options: Any) -> None:
        """Take the types from the examples."""
        super().initialize(lambda: map(_with_names, get_examples()), **options)

    def update(self, examples: Iterable[Example], **options: Any) -> dict[str, float]:
        """Learn from the right names, not from those that the tagger finds."""
        return super().update([_with_names(example) for example in examples], **options)


@Language.factory("name_types", assigns=["doc.ents"], requires=["doc.ents"])
def name_types(nlp: Language, name: str, model: Model[Any, Any]) -> NameTypes:
    """The component, as a pipeline's configuration names it."""
    return NameTypes(
        nlp.vocab,
        model,
        build_preset_spans_suggester(NAMES),
        name,
        spans_key=NAMES,
        max_positive=1,
        threshold=None,
        scorer=None,
    )


def _with_names(example: Example) -> Example:
    names = example.reference.ents
    example.reference.spans[NAMES] = names
    example.predicted.spans[NAMES] = example.get_aligned_spans_y2x(names)
    return example
