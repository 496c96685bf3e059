"""The draft of an event log: which columns hold case, activity and moment, and which activities are which events."""

from collections.abc import Iterator, Mapping, Set
from typing import Final

from attrs import evolve

from netpoint_stp.audit.mapping.draft.drafting import Names, cells, codes_of, comments, moment, one_line, text_of
from netpoint_stp.audit.mapping.draft.likeness import (
    ColumnGuess,
    holds_moments,
    like_any,
    matched,
    meaning_of,
    says_received,
    synonyms,
    waits_for,
)
from netpoint_stp.audit.mapping.draft.sample import SampledColumn, SampledTable
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.subjects.course import ACTS, Happening

_MOST_ACTIVITIES: Final = 300
_OF_CASE: Final = ("received_at", "channel", "queue", "support_level", "severity", "service", "contract_id")
"""What may stand beside every event of a case."""
_FIRST: Final = "the first event of the case"
_REACTIONS: Final = tuple(
    each.value for each in ActivityKind if each.value in {act.value for act in ACTS - {Happening.TAKEN}}
)
"""The kinds of events that are acts of people beside taking a request up (reading I-17)."""


def log_of(table: SampledTable) -> dict[str, ColumnGuess] | None:
    """Return the columns of an event log by what they hold; None where the table is none."""
    words = synonyms()["columns"]
    ids = like_any(table, [*words["log"]["case"], *words["requests"]["request_id"]])
    case = next((each for each in ids if _repeats(each.column) and not holds_moments(each.column)), None)
    if case is None:
        return None
    rest = evolve(table, columns=tuple(column for column in table.columns if column is not case.column))
    moments = [column for column in rest.columns if column.filled and holds_moments(column)]
    named = [each for each in like_any(rest, words["log"]["at"]) if each.column in moments]
    at = named[0] if named else ColumnGuess(moments[0]) if len(moments) == 1 else None
    steps = [
        each
        for each in like_any(rest, words["log"]["activity"])
        if each.column not in moments and _names_activities(each.column)
    ]
    if at is None or not steps:
        return None
    activity = max(steps, key=lambda each: _recognised(each.column))  # of equals, the one with the usual name
    actor = matched(rest, "log").get("actor")
    return {"case": case, "activity": activity, "at": at} | ({} if actor is None else {"actor": actor})


def log_lines(table: SampledTable, log: Mapping[str, ColumnGuess], names: Names, where: str) -> tuple[list[str], bool]:
    """Return the lines of a draft for an event log, and whether its moments have no offset."""
    told, local = moment("at", log["at"])
    lines = [f"[log]{where}"]
    lines += [
        f"{name} = {text_of(log[name].column.name)}   # from its name, like “{log[name].word}”"
        for name in ("case", "activity", "actor")
        if name in log
    ]
    activities = codes_of(log["activity"].column)
    kinds = {activity: meaning_of(activity, synonyms()["values"]["kind"]) or "" for activity in activities}
    choices = ", ".join(kind for kind in synonyms()["values"]["kind"] if kind)
    lines.append(told)
    if any(kinds.values()):
        lines += comments('activities that mean nothing here go into a list: ignored = ["…"]')
    else:
        lines += comments("no activity says what it is: give each that means something a kind, and take it out here")
        lines.append(f"ignored = [{', '.join(map(text_of, activities))}]")
    lines += ["", "[log.kinds]", *comments(f"each is one of reacted, {choices}"), *_kinds(kinds)]
    used = [each.column for each in log.values()]
    rest = evolve(table, columns=tuple(column for column in table.columns if column not in used))
    of_case = {name: each for name, each in matched(rest, "requests").items() if name in _OF_CASE}
    if (own := of_case.get("received_at")) is not None and own.word in synonyms()["words"]["whole"]:
        del of_case["received_at"]
    drafted = cells("requests", of_case, names)
    lines += ["", "[requests]", *_received(kinds, of_case), *drafted.lines, *_of_events(set(kinds.values()))]
    lines += [*one_line(drafted.filled, names), *drafted.tables]
    return lines, local or drafted.local


def _names_activities(column: SampledColumn) -> bool:
    return 1 < column.different <= _MOST_ACTIVITIES and _repeats(column)


def _repeats(column: SampledColumn) -> bool:
    return column.different * 10 <= column.filled * 9


def _recognised(column: SampledColumn) -> int:
    kinds = synonyms()["values"]["kind"]
    return sum(meaning_of(value, kinds) is not None or says_received(value) for value in column.values)


def _of_events(kinds: Set[str]) -> Iterator[str]:
    """Yield the moments of a request that are those of its events."""
    if "taken" in kinds:
        yield 'taken_at = { first_event = "taken" }'
    if acts := [kind for kind in _REACTIONS if kind in kinds]:
        yield f"reacted_at = {{ first_event = [{', '.join(map(text_of, acts))}] }}   # acts of people (I-17)"
    if "closed" in kinds:
        yield 'closed_at = { last_event = "closed" }'


def _kinds(kinds: Mapping[str, str]) -> Iterator[str]:
    for activity, kind in kinds.items():
        if not kind:
            yield f'# {text_of(activity)} = "…"'
        elif kind != "held":
            yield f"{text_of(activity)} = {text_of(kind)}"
        elif (whose := waits_for(activity)) is not None:
            yield f'{text_of(activity)} = {{ kind = "held", whose = {text_of(whose)} }}'
        else:
            yield f'{text_of(activity)} = "held"   # for whom? where it is known: {{ kind = "held", whose = "client" }}'


def _received(kinds: Mapping[str, str], of_case: Mapping[str, ColumnGuess]) -> Iterator[str]:
    if "received_at" in of_case:
        return
    arrivals = [activity for activity, kind in kinds.items() if not kind and says_received(activity)]
    if arrivals:
        first = ", ".join(map(text_of, arrivals))
        yield from comments("where every case has one of these, take that, and leave the proxy out:")
        yield f"# received_at = {{ first = [{first}] }}"
    yield f'received_at = {{ first = "*", proxy = {text_of(_FIRST)} }}'
