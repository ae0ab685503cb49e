"""What the other claims proposed in a sentence say of one of them: support, contradiction, competition."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.records import Evidence, Mention

Spans = tuple[int, int]


def company_of(found: Sequence[Evidence]) -> list[dict[str, float]]:
    """Counts for each claim of one sentence, from all that the rules propose there, in their order.

    `claims` in the sentence, `trigger_claims` of the same trigger, `trigger_rules` the other rules that fired on it;
    `other_objects` of the same subject and trigger, `other_subjects` of the same object and trigger, `acts` and `suffers`
    what the subject does, and what is done to the object, elsewhere in the sentence too; `agreeing` other rules and
    `agreeing_triggers` other words that state the same, `opposed` claims of the same pair that state something else,
    `reversed` claims with the ends changed; `object_acts`, `subject_suffers` and `process_suffers` claims in which an
    end plays the other part.
    """
    pairs: defaultdict[tuple[Spans, Spans], list[Evidence]] = defaultdict(list)
    triggers: defaultdict[int, list[Evidence]] = defaultdict(list)
    objects: defaultdict[object, set[Spans]] = defaultdict(set)  # of a subject, and of a subject and trigger
    subjects: defaultdict[object, set[Spans]] = defaultdict(set)
    for row in found:
        at, subject, theme = row.trigger.start, _span(row.subject), _span(row.object)
        pairs[subject, theme].append(row)
        triggers[at].append(row)
        for key in (subject, (at, subject)):
            objects[key].add(theme)
        for key in (theme, (at, theme)):
            subjects[key].add(subject)
    rules = {at: len({row.rule for row in own}) for at, own in triggers.items()}
    counted = []
    for row in found:
        at, subject, theme = row.trigger.start, _span(row.subject), _span(row.object)
        pair = pairs[subject, theme]
        same = [other for other in pair if _states(other) == _states(row)]
        counts = {
            "claims": len(found),
            "trigger_claims": len(triggers[at]),
            "trigger_rules": rules[at] - 1,
            "other_objects": len(objects[at, subject]) - 1,
            "other_subjects": len(subjects[at, theme]) - 1,
            "acts": len(objects[subject]) - 1,
            "suffers": len(subjects[theme]) - 1,
            "agreeing": len({other.rule for other in same}) - 1,
            "agreeing_triggers": len({other.trigger.start for other in same}) - 1,
            "opposed": len(pair) - len(same),
            "reversed": len(pairs.get((theme, subject), ())),
            "object_acts": len(objects.get(theme, ())),
            "subject_suffers": len(subjects.get(subject, ())),
            "process_suffers": len(subjects.get(_span(row.process), ())) if row.process is not None else 0,
        }
        counted.append({name: float(count) for name, count in counts.items()})
    return counted


def _states(row: Evidence) -> tuple[str, bool]:
    return row.relation, row.negated


def _span(mention: Mention) -> Spans:
    return mention.start, mention.end
