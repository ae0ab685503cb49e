"""Through what an effect comes about: `via F`, `by inhibiting F`, `in an F-dependent manner`."""

from collections.abc import Iterator

from pipeline.records import MentionType, Relation, Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.reading import Argument
from pipeline.relate.signs import CARRIERS, fits, relation_of
from pipeline.relate.tree import RELATIVE_PRONOUNS
from pipeline.relate.triggers import Trigger

MEANS = frozenset({"via", "through", "by mean of", "by means of"})
MANNERS = frozenset({"manner", "fashion", "way", "mechanism", "pathway", "route"})
TIES = frozenset({"dependent", "mediated", "mediate"})
MEDIATORS = (*CARRIERS, MentionType.PROCESS)


class Mediators:
    """Finds what mediates the effects that one sentence states."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.tree = arguments.tree

    def effects(self, trigger: Trigger, objects: list[Argument]) -> Iterator[tuple[Argument, Argument, Relation]]:
        """Each mediator with each object that it acts on as the trigger says, and the relation between the two."""
        for at in self._nodes(trigger.at):
            for mediator in self.arguments.themes(at):
                if not self._mediates(at, mediator):
                    continue
                for theme in objects:
                    relation = relation_of(self.arguments, trigger, mediator, theme)
                    if relation in (None, Relation.CONTAINS, Relation.NO_EFFECT) or not fits(relation, mediator, theme):
                        continue
                    yield mediator, theme, relation

    def _mediates(self, at: int, mediator: Argument) -> bool:
        """Whether it is said which way the mediator works (`by regulating F` does not), and what it is."""
        mention = mediator.mention
        unclear = self.tree.prep[at] == "by" and not mediator.event and not mediator.carried
        if mediator.unsigned or unclear or mention.type not in MEDIATORS:
            return False
        # `through signaling`: whose it is would mediate
        general = " " not in mention.text and self.arguments.is_("measure", self.tree.place[mention])
        return mention.type is not MentionType.PROCESS or not general

    def _nodes(self, at: int) -> Iterator[int]:
        """What hangs as a means on the trigger, too low on its object, on its light verb, or on a verb beside it."""
        tree = self.tree
        yield from self._of_verbs(at) if tree.is_verb(at) else self._means(at)
        inside = (k for o in tree.children(at, Role.OBJECT) for k in tree.below(o))
        for holder in (*(k for k in inside if not tree.is_verb(k)), *self._exerted(at)):
            yield from self._means(holder)

    def _exerted(self, at: int) -> Iterator[int]:
        """The verb by which an effect or a role is had: `exerts an anti-inflammatory effect via F`."""
        tree = self.tree
        for node in (at, *tree.above(at)):
            if tree.is_verb(node):
                return
            head = tree.head[node]
            if tree.role[node] is Role.OBJECT and self.arguments.is_("support", head):
                yield head

    def _of_verbs(self, at: int) -> Iterator[int]:
        """`reduced A and promoted B via F`, `by inhibiting F, X reduced A and promoted B`: F is the means of both.

        `promoted A and reduced B by inhibiting F` says nothing of A, whichever verb the parser hangs `by` on.
        """
        tree = self.tree
        verbs = [k for k in tree.members(tree.first_conjunct(at)) if tree.is_verb(k)]
        own = {k for k in verbs[1:] if tree.children(k, Role.SUBJECT, Role.PASSIVE_SUBJECT)}
        for verb in verbs:
            for kid in self._means(verb):
                after = tree.prep[kid] in MEANS or not any(at < k < kid for k in verbs)
                reaches = after if at < kid else verb == at or kid < verbs[0]
                if reaches and (verb == at or not any(min(at, kid) < k < max(at + 1, kid) for k in own)):
                    yield kid

    def _means(self, holder: int) -> Iterator[int]:
        tree = self.tree
        for kid in tree.children(holder, Role.OBLIQUE, Role.OPEN_COMPLEMENT, Role.AGENT):
            if tree.tokens[kid].tag in RELATIVE_PRONOUNS:
                continue
            prep = tree.prep[kid]
            caused = tree.tokens[kid].tag == "VBG" or self.arguments.trigger_sign(kid) != 0
            tied = self._tied(kid) if tree.word[kid] in MANNERS else []
            if tied:
                yield from tied
            elif prep in MEANS or (prep == "by" and caused):
                yield kid

    def _tied(self, at: int) -> list[int]:
        """`in an F-dependent manner`, `through F-mediated mechanisms`"""
        tree = self.tree
        modifiers = [k for k in tree.children(at, Role.MODIFIER) if tree.word[k] in TIES]
        return [k for modifier in modifiers for k in tree.children(modifier, Role.COMPOUND)]
