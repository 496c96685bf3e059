"""Rule tables: the first rule that holds wins, unknown facts are settled over their completions."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, Final, Generic, NoReturn, ParamSpec, TypeVar, cast

import attrs

from netpoint_stp.clauses.ids import natural_key, unknown_ids
from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.rules import analysis, explanation
from netpoint_stp.rules.codes import code, shape
from netpoint_stp.rules.conditions import Condition, Reference
from netpoint_stp.rules.decision import PUBLISHED, Decision, Edition, Step, Undetermined, Verdict
from netpoint_stp.rules.facts import UNKNOWN, Facts, is_known, outcome_family
from netpoint_stp.rules.values import impossible, narrows, own_value, read_value, still_open
from netpoint_stp.wording import Language

P = ParamSpec("P")
OutcomeT = TypeVar("OutcomeT")
Outcome_co = TypeVar("Outcome_co", covariant=True)

MOST_COMBINATIONS: Final = 4096
"""The most complete combinations of facts that one table may have; beyond, it is split."""


_LEFT_OUT: Final = object()


class IncompleteTableError(RuleError):
    """No rule of the table holds for facts it was asked about."""


def _cited(cites: str | Iterable[str]) -> tuple[str, ...]:
    return (cites,) if isinstance(cites, str) else tuple(cites)


@attrs.frozen
class Rule(Generic[Outcome_co]):
    """One rule: what it cites, its outcome, and when it holds; without `when` it holds for whatever reaches it.

    `cites` names clauses and readings: `"3.9.1"` or `("3.9.1", "I-7")`. Raises `RuleError` where it names none, or an
    unknown one, or where `when` is no condition.
    """

    cites: tuple[str, ...] = attrs.field(converter=_cited)
    outcome: Outcome_co
    when: Condition | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = unknown_ids(self.clauses, self.readings)
        if not self.cites or not all(self.cites):
            problems = ("it cites neither clause nor reading; name at least one",)
        if self.when is not None and not isinstance(self.when, Condition):
            name = f"fact `{self.when.name}`" if isinstance(self.when, Reference) else f"`{self.when!r}`"
            problems += (f"{name} is no condition; say which values are meant with `is_in(...)`",)
        if problems:
            raise RuleError(f"rule with the outcome `{code(self.outcome)}`: " + "; ".join(problems))

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses cited."""
        return tuple(cite for cite in self.cites if not _is_reading(cite))

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings cited."""
        return tuple(cite for cite in self.cites if _is_reading(cite))


class RuleTable(Generic[P, OutcomeT]):
    """A named list of rules over the facts of one `Facts` class.

    `decide` takes every fact as a keyword argument, `UNKNOWN` where it is not known, and gives a `Decision` or an
    `Undetermined`; equal questions get the same object. A table never changes: `replace` and `under` give new ones.
    """

    def __init__(self, name: str, facts: Callable[P, Facts[OutcomeT]], *rules: Rule[OutcomeT]) -> None:
        self.name: Final = name
        self.facts: Final = _facts_class(name, facts)
        self.rules: Final = rules
        self.edition: Edition = PUBLISHED
        self.domains: Final[Mapping[str, tuple[Any, ...]]] = {
            key: fact.domain for key, fact in self.facts.facts.items()
        }
        self._check()
        self._fired: dict[tuple[Any, ...], int] = {}
        self._digest: str | None = None
        self._remember()

    def decide(self, *args: P.args, **kwargs: P.kwargs) -> Decision[OutcomeT] | Undetermined[OutcomeT]:
        """Return the outcome with its grounds, or what would settle it.

        Raises `TypeError` for a fact left out or unknown to the table, `RuleError` for a value the fact cannot have.
        """
        return self._decide(*args, **kwargs)  # reached only through the class: instances carry the generated function

    def decide_on(self, facts: Mapping[str, object]) -> Decision[OutcomeT] | Undetermined[OutcomeT]:
        """Decide from a mapping as JSON or a log has it: values or their codes (`true`, `"absent"`, `"unknown"`).

        A list of codes says that the fact is one of several, as `compose` records it of a part not settled.
        Raises `RuleError` that lists every fact missing, unknown to the table, or impossible.
        """
        problems = [
            f"there is no fact `{name}`{did_you_mean(name, self.domains)}" for name in facts if name not in self.domains
        ]
        values: dict[str, Any] = {}
        for name, domain in self.domains.items():
            if name not in facts:
                problems.append(f"fact `{name}` is left out; say `unknown` where it is not known")
                continue
            found = read_value(facts[name], domain)
            if found is None:
                problems.append(impossible(name, facts[name], domain).removesuffix(", or use `decide_on`"))
            else:
                values[name] = found
        if problems:
            raise RuleError(f"table `{self.name}`: " + "; ".join(problems))
        return self._decide(**values)

    def under(self, edition: Edition) -> "RuleTable[P, OutcomeT]":
        """Return this table as part of another edition, which its decisions then name."""
        table = RuleTable(self.name, cast("Callable[P, Facts[OutcomeT]]", self.facts), *self.rules)
        table.edition = edition
        table._digest = self._digest  # the edition is no part of it
        return table

    def replace(self, clause: str, *rules: Rule[OutcomeT], number: int | None = None) -> "RuleTable[P, OutcomeT]":
        """Return a table in which the rule that cites `clause` gives way to `rules` (to none, if none are given).

        Raises `RuleError` where no rule cites the clause, or several do and `number` (from 1) does not say which.
        """
        citing = [at for at, rule in enumerate(self.rules, 1) if clause in rule.cites and number in (None, at)]
        if len(citing) != 1:
            cited = in_order(cite for rule in self.rules for cite in rule.cites)
            if citing:
                which = f": rules {', '.join(map(str, citing))} cite `{clause}`; say which with `number`"
            elif clause in cited:
                which = f": rule {number} does not cite `{clause}`; leave the number out to see which do"
            else:
                which = f" has no rule citing `{clause}`{did_you_mean(clause, cited)}"
            raise RuleError(f"table `{self.name}`{which}")
        at = citing[0]
        changed = (*self.rules[: at - 1], *rules, *self.rules[at:])
        return RuleTable(self.name, cast("Callable[P, Facts[OutcomeT]]", self.facts), *changed).under(self.edition)

    @property
    def digest(self) -> str:
        """Return the digest of the table's content (name, facts, domains, rules): SHA-256, 16 hexadecimal digits.

        The edition is no part of it: two editions with the same rules have the same digest.
        """
        if self._digest is None:
            content = {
                "name": self.name,
                "facts": {name: [code(value) for value in domain] for name, domain in self.domains.items()},
                "rules": [[rule.cites, code(rule.outcome), shape(rule.when)] for rule in self.rules],
            }
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            self._digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return self._digest

    def outcomes(self) -> tuple[object, ...]:
        """Return the family of outcomes that the facts class declares, in its order."""
        return outcome_family(self.facts)

    def combinations(self, unknowns: bool = False) -> Iterator[dict[str, Any]]:
        """Yield every combination of facts, complete ones only unless `unknowns`."""
        choices = [(*domain, UNKNOWN) if unknowns else domain for domain in self.domains.values()]
        for values in product(*choices):
            yield dict(zip(self.domains, values, strict=True))

    def explain(self, answer: Decision[OutcomeT] | Undetermined[OutcomeT], lang: Language) -> explanation.Explanation:
        """Return the sentences that explain an answer of this table to a client."""
        return explanation.explain(answer, lang)

    def counterfactual(
        self, answer: Decision[OutcomeT] | Undetermined[OutcomeT], outcome: OutcomeT
    ) -> tuple[Mapping[str, Any], ...]:
        """Return the smallest changes of facts after which this table gives `outcome`."""
        return analysis.counterfactual(answer, outcome)

    def analyse(self) -> analysis.Analysis:
        """Return the gaps, shadowed rules and unreachable outcomes, each with an example."""
        return analysis.analyse(self)

    def vectors(self) -> list[dict[str, Any]]:
        """Return portable test vectors: every combination, unknowns included, with its answer."""
        return analysis.vectors(self)

    def as_markdown(self, lang: Language = "en") -> str:
        """Return the table for people: a row for each way in which a rule holds."""
        return explanation.as_markdown(self, lang)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RuleTable):
            return NotImplemented
        return self is other or (self.edition == other.edition and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash((self.name, self.edition))

    def __repr__(self) -> str:
        return f"<RuleTable {self.name!r}, {len(self.rules)} rules, edition {self.edition.name!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.name, self.facts, self.rules, self.edition)

    def fired(self, values: tuple[Any, ...]) -> int:
        """Return the index of the rule that wins for complete values (in the order of the facts), or -1 in a gap."""
        found = self._fired.get(values)
        if found is None:
            named = dict(zip(self.domains, values, strict=True))
            found = next((at for at, rule in enumerate(self.rules) if rule.when is None or rule.when.holds(named)), -1)
            self._fired[values] = found
        return found

    def completions(self, values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield every complete combination that agrees with the known ones among `values`."""
        domains = self.domains.values()
        return product(*map(still_open, values, domains))

    def _check(self) -> None:
        problems = []
        size = prod(len(domain) for domain in self.domains.values())
        if not self.name.strip():
            problems.append("it has no name")
        if not self.domains:
            problems.append("its facts class has no facts")
        if size > MOST_COMBINATIONS:
            problems.append(f"its facts have {size} combinations, more than {MOST_COMBINATIONS}; split it")
        if not self.rules:
            problems.append("it has no rules")
        for number, rule in enumerate(self.rules, 1):
            if rule.when is None:
                if number < len(self.rules):
                    problems.append(
                        f"rule {number} has no condition and hides all after it; only the last may lack one"
                    )
                continue
            strange = rule.when.names() - self.domains.keys()
            problems += [
                f"rule {number} speaks of a fact `{name}` of another table{did_you_mean(name, self.domains)}"
                for name in sorted(strange)
            ]
        try:
            hash(tuple(rule.outcome for rule in self.rules))
        except TypeError:
            problems.append("an outcome cannot be hashed; use enumeration members or frozen objects")
        if problems:
            raise RuleError(f"table `{self.name}` cannot be built: " + "; ".join(problems))

    def _remember(self) -> None:
        """Generate `decide` for these facts: one look-up among the answers so far, else `_settle`."""
        answers: dict[Any, Decision[OutcomeT] | Undetermined[OutcomeT]] = {}

        def settle(values: tuple[Any, ...]) -> Decision[OutcomeT] | Undetermined[OutcomeT]:
            answer = self._settle(values)
            answers[values] = answer
            return answer

        names = list(self.domains)
        key = ", ".join(names)
        source = (
            f"def decide(*, {', '.join(f'{name}=__left_out' for name in names)}, **__strange):\n"
            f"    if __strange:\n        __refuse(__strange)\n"
            f"    try:\n        return __answers[{key},]\n"
            f"    except (KeyError, TypeError):\n        pass\n"
            f"    return __settle(({key},))\n"
        )
        namespace: dict[str, Any] = {
            "__answers": answers,
            "__settle": settle,
            "__refuse": self._refuse,
            "__left_out": _LEFT_OUT,
        }  # no fact's name begins like this
        exec(source, namespace)  # noqa: S102 - the names are identifiers of a class body, the rest is fixed
        self._decide: Callable[..., Decision[OutcomeT] | Undetermined[OutcomeT]] = namespace["decide"]
        self._decide.__qualname__ = f"decide ({self.name})"
        self.__dict__["decide"] = self._decide

    def _refuse(self, strange: Iterable[str], left_out: Iterable[str] = ()) -> NoReturn:
        told = [f"there is no fact `{name}`{did_you_mean(name, self.domains)}" for name in strange]
        told += [f"fact `{name}` is left out; say `UNKNOWN` where it is not known" for name in left_out]
        raise TypeError(f"table `{self.name}`: " + "; ".join(told))

    def _settle(self, values: tuple[Any, ...]) -> Decision[OutcomeT] | Undetermined[OutcomeT]:
        """Work an answer out that `decide` has not kept yet: by every completion of what is known."""
        self._refuse_strange(values)
        own = tuple(map(own_value, values, self.domains.values()))
        if any(
            isinstance(given, frozenset) and not isinstance(known, frozenset)
            for given, known in zip(values, own, strict=True)
        ):  # a set of all values is unknown, of one that value: the answer kept for these is given, the same object
            return self._decide(**dict(zip(self.domains, own, strict=True)))
        results = self._results(own)
        winners = set(results.values())
        facts = dict(zip(self.domains, own, strict=True))
        common: dict[str, Any] = {
            "table": self,
            "facts": facts,
            "clauses": in_order({clause for at in winners for clause in self.rules[at].clauses}),
            "readings": in_order({reading for at in winners for reading in self.rules[at].readings}),
            "trace": tuple(self._trace(facts, results)),
        }
        possible = frozenset(self.rules[at].outcome for at in winners)
        if len(possible) == 1:
            return Decision(outcome=next(iter(possible)), **common)
        return Undetermined(missing=self._missing(results), possible=possible, **common)

    def _refuse_strange(self, values: tuple[Any, ...]) -> None:
        """Refuse facts that were left out, and values that theirs cannot have: all of them at once."""
        left_out = [name for name, value in zip(self.domains, values, strict=True) if value is _LEFT_OUT]
        if left_out:
            self._refuse((), left_out)
        problems = [
            impossible(name, value, domain)
            for (name, domain), value in zip(self.domains.items(), values, strict=True)
            if value is not UNKNOWN and value not in domain and not narrows(value, domain)
        ]
        if problems:
            raise RuleError(f"table `{self.name}`: " + "; ".join(problems))

    def _results(self, values: tuple[Any, ...]) -> dict[tuple[Any, ...], int]:
        """Return which rule decides each completion of values; raise where none does."""
        results = {completion: self.fired(completion) for completion in self.completions(values)}
        gap = next((completion for completion, at in results.items() if at < 0), None)
        if gap is not None:
            example = ", ".join(f"{name}={code(value)}" for name, value in zip(self.domains, gap, strict=True))
            raise IncompleteTableError(
                f"table `{self.name}` has no rule for {example}; add one, or a last rule without condition"
            )
        return results

    def _missing(self, results: Mapping[tuple[Any, ...], int]) -> frozenset[str]:
        missing = set()
        for position, name in enumerate(self.domains):
            seen: dict[tuple[Any, ...], OutcomeT] = {}
            for completion, at in results.items():
                rest = (*completion[:position], *completion[position + 1 :])
                outcome = self.rules[at].outcome
                if seen.setdefault(rest, outcome) != outcome:
                    missing.add(name)
                    break
        return frozenset(missing)

    def _trace(self, facts: Mapping[str, Any], results: Mapping[tuple[Any, ...], int]) -> Iterator[Step]:
        known = {name: value for name, value in facts.items() if is_known(value)}
        total = len(results)
        fires = [0] * len(self.rules)
        for at in results.values():
            fires[at] += 1
        reached = total
        for at, rule in enumerate(self.rules):
            if reached == 0:
                verdict = Verdict.NOT_REACHED
            elif fires[at] == 0:
                verdict = Verdict.DOES_NOT_APPLY
            else:
                verdict = Verdict.APPLIES if fires[at] == total else Verdict.MAY_APPLY
            reached -= fires[at]
            names = rule.when.reason(known)[1] if rule.when is not None and verdict is not Verdict.NOT_REACHED else ()
            yield Step(
                number=at + 1,
                clauses=rule.clauses,
                readings=rule.readings,
                outcome=rule.outcome,
                verdict=verdict,
                because={name: known[name] for name in self.domains if name in names},
            )


def in_order(cites: Iterable[str]) -> tuple[str, ...]:
    """Return clause or reading ids without repeats, in the order of the text."""
    return tuple(sorted(set(cites), key=natural_key))


def _is_reading(cite: str) -> bool:
    return cite.startswith("I-")


def _facts_class(name: str, facts: object) -> type[Facts[Any]]:
    if isinstance(facts, type) and issubclass(facts, Facts):
        return cast("type[Facts[Any]]", facts)
    raise RuleError(f"table `{name}`: `{facts!r}` is no class of facts; derive one from `Facts`")


def _rebuild(name: str, facts: Any, rules: tuple[Rule[Any], ...], edition: Edition) -> RuleTable[..., Any]:
    return RuleTable(name, facts, *rules).under(edition)
