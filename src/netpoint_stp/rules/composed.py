"""Answers beyond one table: `Composed` of several tables, `Computed` for what is not finite (deadlines, ledgers)."""

from collections.abc import Mapping
from itertools import permutations, product
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from netpoint_stp.rules.analysis import settling, sufficient
from netpoint_stp.rules.decision import PUBLISHED, Decision, Edition, RuleResult, Undetermined
from netpoint_stp.rules.explanation import Explanation, tell, tell_edition, tell_fact, tell_grounds, tell_label
from netpoint_stp.rules.table import RuleTable, in_order
from netpoint_stp.wording import Language, Message

T_co = TypeVar("T_co", covariant=True)
OutcomeT = TypeVar("OutcomeT")


@attrs.frozen(kw_only=True)
class Computed(RuleResult, Generic[T_co]):
    """A value that no finite table gives (a deadline, a ledger of time), with its grounds and what explains it.

    `because` holds one sentence on the value and then the reasons.
    """

    value: T_co
    clauses: tuple[str, ...]
    readings: tuple[str, ...] = ()
    edition: Edition = PUBLISHED
    because: tuple[Message, ...] = attrs.field(default=(), repr=False)

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this value to a client, in `ru`, `uk` or `en`."""
        first, *rest = (tell(message, lang) for message in self.because)
        return Explanation(
            language=lang,
            outcome=first,
            because=tuple(rest),
            grounds=tell_grounds(self.clauses, self.readings, lang, self.edition),
            edition=tell_edition(self.edition, lang),
        )


@attrs.frozen(kw_only=True)
class Composed(RuleResult, Generic[T_co]):
    """The answer of a combining table whose facts are the outcomes of other tables, with the answers of those.

    A part that is undetermined enters with the outcomes it still leaves open, not as wholly unknown; parts that share
    an unknown fact are taken as independent, so an answer may then be undetermined where a closer look would settle it.
    """

    answer: Decision[T_co] | Undetermined[T_co]
    parts: Mapping[str, "Part"] = attrs.field(hash=False)

    @property
    def edition(self) -> Edition:
        """Return the edition under which this was answered."""
        return self.answer.edition

    @property
    def deciding(self) -> Mapping[str, "Part"]:
        """Return the parts on which the answer rests: those that suffice for a decision, else those that are open."""
        match self.answer:
            case Decision():
                needed = settling(self.answer)
                return {name: part for name, part in self.parts.items() if name in needed}
            case Undetermined(missing=missing):
                return {name: part for name, part in self.parts.items() if name in missing}

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses of the answer and of the parts on which it rests, in the order of the text."""
        return in_order((*self.answer.clauses, *(id_ for part in self.deciding.values() for id_ in part.clauses)))

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings of the answer and of the parts on which it rests."""
        return in_order((*self.answer.readings, *(id_ for part in self.deciding.values() for id_ in part.readings)))

    @property
    def missing(self) -> frozenset[str]:
        """Return the unknown facts that can change the answer, as `part.fact` where a part lacks them.

        A fact that changes the outcome of a part, but nothing in the whole, is not among them.
        """
        return frozenset(".".join(path) for path in _turns(self))

    def counterfactual(self, outcome: object) -> tuple[Mapping[str, Any], ...]:
        """Return the smallest changes of facts that lead to `outcome`, named as `missing` names them.

        All changes of the smallest number of facts; learning an unknown fact counts as a change. One empty change where
        the outcome is that already, none where nothing leads there.
        """
        return tuple(_reachable(self).get(frozenset((outcome,)), ()))

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain this to a client: the outcome, and its own and its parts' reasons."""
        whole = self.answer.explain(lang)
        grounds = tell_grounds(self.clauses, self.readings, lang, self.edition)
        if isinstance(self.answer, Decision):
            told = {name: part.explain(lang).because for name, part in self.deciding.items()}
            for name, value in sufficient(self.answer).items():
                told.setdefault(name, (tell_fact(self.answer.table, name, value, lang),))
            lines = [line for name in self.answer.facts for line in told.get(name, ())]
            return attrs.evolve(whole, because=tuple(dict.fromkeys(lines)), grounds=grounds)
        unknown = dict.fromkeys(_label(self, path, lang) for path in _turns(self))
        return attrs.evolve(whole, unknown=tuple(unknown), grounds=grounds)


Part = Decision[Any] | Undetermined[Any] | Composed[Any]


@attrs.frozen(kw_only=True)
class Judged(RuleResult, Generic[T_co]):
    """What a policy says on the strength of a composed judgement; it may add what to do about it."""

    judgement: Composed[T_co]

    @property
    def answer(self) -> Decision[T_co] | Undetermined[T_co]:
        """Return the decision, or what would settle it."""
        return self.judgement.answer

    @property
    def edition(self) -> Edition:
        """Return the edition under which this was answered."""
        return self.judgement.edition

    @property
    def missing(self) -> frozenset[str]:
        """Return the unknown facts that can change the answer."""
        return self.judgement.missing

    def counterfactual(self, outcome: object) -> tuple[Mapping[str, Any], ...]:
        """Return the smallest changes of facts that lead to `outcome`; see `Composed.counterfactual`."""
        return self.judgement.counterfactual(outcome)


Turn = tuple[object, object]
"""Two different outcomes between which one unknown fact can decide."""


def _turns(part: Part) -> dict[tuple[str, ...], set[Turn]]:
    """Return the unknown facts that can change the outcome, by their path, with the outcomes between which they do."""
    answer = part.answer if isinstance(part, Composed) else part
    parts = part.parts if isinstance(part, Composed) else {}
    if isinstance(answer, Decision):
        return {}
    found: dict[tuple[str, ...], set[Turn]] = {}
    for name in answer.facts:
        if name not in answer.missing:
            continue
        changes = _changes(answer, name)
        if name not in parts:
            found[(name,)] = {(before, after) for _, before, _, after in changes}
            continue
        for path, turns in _turns(parts[name]).items():
            here = {(before, after) for value, before, other, after in changes if (value, other) in turns}
            if here:
                found[(name, *path)] = here
    return found


def _changes(answer: Undetermined[Any], name: str) -> list[tuple[object, object, object, object]]:
    """Return each way in which the fact alone changes the outcome: value, outcome, other value, its outcome."""
    table = answer.table
    position = list(table.domains).index(name)
    by_rest: dict[tuple[object, ...], dict[object, object]] = {}
    for completion in table.completions(tuple(answer.facts.values())):
        rest = (*completion[:position], *completion[position + 1 :])
        by_rest.setdefault(rest, {})[completion[position]] = table.rules[table.fired(completion)].outcome
    return list(
        dict.fromkeys(
            (value, before, other, after)
            for outcomes in by_rest.values()
            for (value, before), (other, after) in permutations(outcomes.items(), 2)
            if before != after
        )
    )


Option: TypeAlias = tuple[object, list[Mapping[str, Any]]]
"""A value that a fact can be given, with the changes of one size that bring it there."""


def _reachable(part: Part) -> dict[frozenset[Any], list[Mapping[str, Any]]]:
    """Return, for each set of outcomes that changing facts can leave possible, the smallest such changes."""
    answer = part.answer if isinstance(part, Composed) else part
    parts = part.parts if isinstance(part, Composed) else {}
    table = answer.table
    options = [_options(name, answer.facts[name], domain, parts.get(name)) for name, domain in table.domains.items()]
    least: dict[frozenset[Any], tuple[int, list[tuple[Option, ...]]]] = {}
    for chosen in product(*options):
        winners = {table.fired(completion) for completion in table.completions(tuple(value for value, _ in chosen))}
        if -1 in winners:
            continue
        size = sum(len(changes[0]) for _, changes in chosen)
        best, found = least.setdefault(frozenset(table.rules[at].outcome for at in winners), (size, []))
        if size < best:
            found.clear()
            least[frozenset(table.rules[at].outcome for at in winners)] = size, found
        if size <= best:
            found.append(chosen)
    return {
        possible: [
            {name: value for change in changes for name, value in change.items()}
            for chosen in found
            for changes in product(*(changes for _, changes in chosen))
        ]
        for possible, (_, found) in least.items()
    }


def _options(name: str, value: object, domain: tuple[Any, ...], part: Part | None) -> list[Option]:
    """Return what a fact can be given: its own value without any change, or another; a part through its own facts."""
    if part is None:
        others: list[Option] = [(other, [{name: other}]) for other in domain if other is not value]
        return [(value, [{}]), *others]
    return [
        (possible, [{f"{name}.{fact}": new for fact, new in change.items()} for change in changes])
        for possible, changes in _reachable(part).items()
    ]


def _label(part: Part, path: tuple[str, ...], lang: Language) -> str:
    """Return the question that the fact at the end of the path answers."""
    first, *rest = path
    if isinstance(part, Composed):
        inner = part.parts.get(first)
        return tell_label(part.answer.table, first, lang) if inner is None else _label(inner, tuple(rest), lang)
    return tell_label(part.table, first, lang)


def still_possible(part: Part) -> frozenset[Any]:
    """Return the outcomes that a part still leaves open; one for a decision."""
    match part:
        case Decision(outcome=outcome):
            return frozenset((outcome,))
        case Undetermined(possible=possible):
            return possible
        case Composed(answer=answer):
            return still_possible(answer)


def compose(table: RuleTable[..., OutcomeT], parts: Mapping[str, Part], /, **facts: object) -> Composed[OutcomeT]:
    """Answer a combining table: `parts` by the fact that the outcome of each settles, further facts as they are."""
    values: dict[str, Any] = dict(facts)
    for name, part in parts.items():
        possible = still_possible(part)
        values[name] = next(iter(possible)) if len(possible) == 1 else possible
    return Composed(answer=table.decide(**values), parts=parts)
