"""Decisions as the decision log holds them (I-28): observations, facts reduced from them, result; and decided again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import attrs

from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.records import DecisionRecord, decision_id_of
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.judging import Judgement, judge
from netpoint_stp.regulation.observations.form import Observations, as_json, observations_from_json, path_of
from netpoint_stp.rules import (
    Composed,
    Computed,
    Decision,
    Explanation,
    Part,
    Undetermined,
    code,
    slug,
    still_possible,
)
from netpoint_stp.wording import Language
from netpoint_stp.working_days import Deadline


@attrs.frozen(kw_only=True)
class DeskDecision:
    """One decision of the desk: by which path, on which observations, and the answer with its grounds."""

    path: str
    decision_id: str
    observations: Mapping[str, Json] = attrs.field(repr=False, hash=False)
    answer: Judgement
    revision: str

    @property
    def possible(self) -> frozenset[Any]:
        """Return the outcomes still possible: one for a decision, none for what is computed."""
        return frozenset() if isinstance(self.answer, Computed) else still_possible(self.answer)

    @property
    def outcome(self) -> Any | None:
        """Return the outcome, None where it is undetermined (or computed)."""
        possible = self.possible
        return next(iter(possible)) if len(possible) == 1 else None

    @property
    def missing(self) -> frozenset[str]:
        """Return the unknown facts that can change the outcome."""
        answer = self.answer
        if isinstance(answer, Composed | Undetermined):
            return answer.missing
        return frozenset()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses behind the answer."""
        return self.answer.clauses

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings on which it rests."""
        return self.answer.readings

    def explain(self, lang: Language) -> Explanation:
        """Return the sentences that explain it to a client."""
        return self.answer.explain(lang)

    def record(self, case_id: str | None, labels: Mapping[str, str]) -> DecisionRecord:
        """Return the record for the decision log."""
        return DecisionRecord(
            decision_id=self.decision_id,
            path=self.path,
            revision=self.revision,
            labels=labels,
            observations=self.observations,
            input=facts_of(self.answer, self.observations),
            result=result_of(self.answer),
            case_id=case_id,
        )


def judged(
    observations: Observations,
    regulation: Regulation,
    *,
    scope: str,
    revision: str,
    redacted: Callable[[Mapping[str, Json]], Mapping[str, Json]] = dict,
) -> DeskDecision:
    """Decide, and give the decision an id that a repeat of the same operation (`scope`) has too.

    `redacted` gives observations as the log keeps them. Those are judged: a replay has no others.
    """
    path, plain = path_of(observations), as_json(observations)
    kept = redacted(plain)
    if kept != plain:
        observations = observations_from_json(path, kept)
    return DeskDecision(
        path=path,
        decision_id=decision_id_of(path, scope),
        observations=kept,
        answer=judge(observations, regulation),
        revision=revision,
    )


def revision_of(regulation: Regulation) -> str:
    """Return what a record calls the regulation: the name of the edition, and the digest of rules and settings."""
    return f"{regulation.edition.name}@{regulation.digest}"


def facts_of(answer: Judgement, observations: Mapping[str, Json]) -> dict[str, Json]:
    """Return what the answer was decided from: the table and its facts, part by part; moments for what is computed."""
    match answer:
        case Computed():
            return {"computed_from": dict(observations)}
        case Composed(answer=whole, parts=parts):
            told = facts_of(whole, observations)
            return told | {"parts": {name: facts_of(part, observations) for name, part in parts.items()}}
        case _:
            facts = {name: _json(value) for name, value in answer.facts.items()}
            return {"table": slug(answer.table.name), "facts": facts}


def result_of(answer: Judgement) -> dict[str, Json]:
    """Return the outcome, or what is possible and missing, with clauses, readings and edition."""
    grounds: dict[str, Json] = {
        "clauses": [*answer.clauses],
        "readings": [*answer.readings],
        "edition": answer.edition.name,
    }
    match answer:
        case Computed(value=value):
            return {"value": _json(value)} | grounds
        case Composed(answer=whole, parts=parts, missing=missing):
            told = _outcome(whole) | grounds
            if isinstance(whole, Undetermined):
                told["missing"] = [*sorted(missing)]
            return told | {"parts": {name: result_of(part) for name, part in parts.items()}}
        case _:
            return _outcome(answer) | grounds


def decided_again(path: str, regulation: Regulation, input_: Mapping[str, Any]) -> Judgement:
    """Decide from the facts of a record. Raises `RuleError` for tables and facts that the regulation does not have."""
    if "computed_from" in input_:
        return judge(observations_from_json(path, input_["computed_from"]), regulation)
    return _part(regulation, input_)


def _part(regulation: Regulation, told: Mapping[str, Any]) -> Part:
    answer = regulation.table(told["table"]).decide_on(told["facts"])
    if "parts" not in told:
        return answer
    return Composed(answer=answer, parts={name: _part(regulation, part) for name, part in told["parts"].items()})


def _outcome(answer: Decision[Any] | Undetermined[Any]) -> dict[str, Json]:
    match answer:
        case Decision(outcome=outcome):
            return {"outcome": _json(outcome)}
        case Undetermined(possible=possible, missing=missing):
            return {"possible": [*sorted(str(code(each)) for each in possible)], "missing": [*sorted(missing)]}


def _json(value: object) -> Json:
    match value:
        case Deadline():
            return {
                "last_day": value.last_day.isoformat(),
                "due_before": value.due_before.isoformat(),
                "calendar": value.calendar,
                "data_version": value.data_version,
                "digest": value.digest,
                "provisional": value.provisional,
            }
        case bool() | int() | str() | None:
            return value
        case datetime():
            return value.isoformat()
        case frozenset():  # a part of a whole that is still open: all the outcomes that it may come to
            return [*sorted(str(code(part)) for part in value)]
        case Enum():
            return _json(code(value))
        case _:
            return str(code(value))
