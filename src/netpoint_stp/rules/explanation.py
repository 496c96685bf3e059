"""Answers and tables told to people, in sentences from the catalogues: outcome, reasons, clauses, readings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import attrs

from netpoint_stp.rules.analysis import sufficient
from netpoint_stp.rules.codes import code, snake
from netpoint_stp.rules.decision import Decision, Edition, Undetermined
from netpoint_stp.wording import Language, Message, knows, say

if TYPE_CHECKING:
    from netpoint_stp.rules.table import RuleTable


@attrs.frozen(kw_only=True)
class Explanation:
    """What to tell: a sentence on the outcome, the reasons, what is unknown or possible, what to do, the grounds."""

    language: Language
    outcome: str
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    edition: str = ""

    def __str__(self) -> str:
        """Return the whole as plain text, a line each."""
        lines = [self.outcome]
        for heading in ("because", "unknown", "possible", "to_do", "grounds"):
            entries = getattr(self, heading)
            if entries:
                lines.append(say(f"explanation.{heading}", self.language))
                lines += [f"  - {entry}" for entry in entries]
        return "\n".join([*lines, self.edition] if self.edition else lines)


def explain(answer: Decision[Any] | Undetermined[Any], lang: Language) -> Explanation:
    """Return the explanation of a table's answer; the reasons are facts that alone suffice for the outcome."""
    table = answer.table
    grounds = tell_grounds(answer.clauses, answer.readings, lang, answer.edition)
    edition = tell_edition(answer.edition, lang)
    match answer:
        case Decision():
            return Explanation(
                language=lang,
                outcome=tell_outcome(table, answer.outcome, lang),
                because=tuple(tell_fact(table, name, value, lang) for name, value in sufficient(answer).items()),
                grounds=grounds,
                edition=edition,
            )
        case Undetermined():
            possible = [rule.outcome for rule in table.rules if rule.outcome in answer.possible]
            return Explanation(
                language=lang,
                outcome=say("explanation.undetermined", lang),
                unknown=tuple(tell_label(table, name, lang) for name in table.domains if name in answer.missing),
                possible=tuple(tell_outcome(table, outcome, lang) for outcome in dict.fromkeys(possible)),
                grounds=grounds,
                edition=edition,
            )


@runtime_checkable
class Renderable(Protocol):
    """What can tell itself in a language, such as a day of a term with the reason why it counts."""

    def told(self, lang: Language) -> str:
        """Return it in words."""


def tell(message: Message, lang: Language) -> str:
    """Return the sentence of a message; moments, durations, enumeration values and nested messages are told too."""
    return say(message.key, lang, **{name: _told(value, lang) for name, value in message.values.items()})


def _told(value: object, lang: Language) -> object:
    from netpoint_stp.moments import tell_date, tell_duration, tell_moment  # loaded when something is first told

    match value:
        case Message():
            return tell(value, lang)
        case datetime():
            return tell_moment(value, lang)
        case date():
            return tell_date(value, lang)
        case timedelta():
            return tell_duration(value, lang)
        case Enum():
            return say(f"value.{snake(type(value).__name__)}.{value.value}", lang)
        case tuple() | list():
            return ", ".join(str(_told(part, lang)) for part in value)
        case Renderable():
            return value.told(lang)
        case _:
            return value


def tell_grounds(clauses: Iterable[str], readings: Iterable[str], lang: Language, edition: Edition) -> tuple[str, ...]:
    """Return a line for each clause and reading: its number and what it says in this edition, in our own words."""
    lines = [
        *(_clause_line(id_, lang, edition) for id_ in clauses),
        *(_reading_line(id_, lang, edition) for id_ in readings),
    ]
    return tuple(_spelt_out(lines, lang))


def _clause_line(id_: str, lang: Language, edition: Edition) -> str:
    from netpoint_stp.clauses import clause  # the registry is loaded when something is first told

    own = edition.statements.get(id_)
    return say(
        "explanation.clause", lang, id=id_, summary=clause(id_).summary[lang] if own is None else tell(own, lang)
    )


def _reading_line(id_: str, lang: Language, edition: Edition) -> str:
    from netpoint_stp.clauses import reading  # as above

    own = edition.statements.get(id_)
    if own is not None:
        return say("explanation.reading_of_edition", lang, id=id_, summary=tell(own, lang))
    entry = reading(id_)
    return say("explanation.reading", lang, id=id_, title=_inside(entry.title[lang]), summary=entry.default[lang])


def _spelt_out(lines: Iterable[str], lang: Language) -> Iterator[str]:
    """Yield the lines; the first that has the abbreviation of the support service also says what that stands for."""
    abbreviation, meant = say("explanation.stp", lang), say("explanation.stp_is", lang)
    for line in lines:
        yield f"{line} {meant}" if meant and abbreviation in line else line
        meant = "" if abbreviation in line else meant


def _inside(title: str) -> str:
    """Return a title as it stands within a sentence: its first letter small, but where the word is an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def tell_edition(edition: Edition, lang: Language) -> str:
    """Return the line that names the edition."""
    if edition.in_force_from is None:
        return say("explanation.edition_undated", lang, name=edition.name)
    from netpoint_stp.moments import tell_date  # loaded when something is first told

    return say("explanation.edition", lang, name=edition.name, day=tell_date(edition.in_force_from, lang))


def tell_fact(table: "RuleTable[..., Any]", name: str, value: object, lang: Language) -> str:
    """Return the sentence that a fact has a value; of a table that is not the library's, in its own words."""
    if _is_foreign(table):
        words = _description(table, name)
        return words if value is True else f"{words}: {_value(value, lang)}"
    return say(_key("fact", table, f"{name}.{str(code(value)).lower()}"), lang)


def tell_label(table: "RuleTable[..., Any]", name: str, lang: Language) -> str:
    """Return the question that a fact answers, as part of a sentence ("whether …"); else as `tell_fact`."""
    return _description(table, name) if _is_foreign(table) else say(_key("fact", table, f"{name}.label"), lang)


def tell_outcome(table: "RuleTable[..., Any]", outcome: object, lang: Language) -> str:
    """Return the sentence on an outcome; of a table that is not the library's, its code."""
    return str(code(outcome)) if _is_foreign(table) else say(_key("outcome", table, str(code(outcome))), lang)


def _is_foreign(table: "RuleTable[..., Any]") -> bool:
    """Return whether the catalogues know nothing of a table, for its facts are not the library's."""
    return table.facts.__module__.partition(".")[0] != __name__.partition(".")[0]


def _description(table: "RuleTable[..., Any]", name: str) -> str:
    return table.facts.facts[name].description


def wording_keys(table: "RuleTable[..., Any]") -> list[str]:
    """Return every key that explaining this table can need (for tests of completeness)."""
    wanted = [_key("table", table, "title")]
    for name, domain in table.domains.items():
        wanted += [_key("fact", table, f"{name}.{part}") for part in ("label", *(str(code(v)).lower() for v in domain))]
    return wanted + [_key("outcome", table, str(code(rule.outcome))) for rule in table.rules]


def _key(kind: str, table: "RuleTable[..., Any]", name: str) -> str:
    own = f"{kind}.{snake(table.facts.__name__)}.{name}"
    shared = f"{kind}.any.{name}"
    return shared if not knows(own) and knows(shared) else own


def as_markdown(table: "RuleTable[..., Any]", lang: Language) -> str:
    """Return the table as Markdown: a row for each way in which a rule holds, a column for each fact.

    The column of a fact that is yes or no is headed by what "yes" says.
    """
    names = list(table.domains)
    head = [say("explanation.rule", lang), *(_heading(table, name, lang) for name in names)]
    head += [say("explanation.outcome", lang), say("explanation.cites", lang)]
    title = table.name if _is_foreign(table) else say(_key("table", table, "title"), lang)
    lines = [f"### {title}", "", _row(head), _row(["---"] * len(head))]
    for number, rule in enumerate(table.rules, 1):
        cubes: list[Mapping[str, frozenset[Any]]] = rule.when.cubes(table.domains) if rule.when is not None else [{}]
        for cube in cubes:
            cells = [_cell(table.domains[name], cube.get(name), lang) for name in names]
            lines.append(_row([str(number), *cells, tell_outcome(table, rule.outcome, lang), ", ".join(rule.cites)]))
    return "\n".join(lines) + "\n"


def _heading(table: "RuleTable[..., Any]", name: str, lang: Language) -> str:
    if table.domains[name] == (True, False):
        return tell_fact(table, name, value=True, lang=lang)
    return tell_label(table, name, lang)


def _cell(domain: tuple[Any, ...], allowed: frozenset[Any] | None, lang: Language) -> str:
    if allowed is None or len(allowed) == len(domain):
        return "–"
    return " / ".join(_value(value, lang) for value in domain if value in allowed)


def _value(value: object, lang: Language) -> str:
    if isinstance(value, bool):
        return say("value.yes" if value else "value.no", lang)
    key = f"value.{snake(type(value).__name__)}.{code(value)}"
    own = not type(value).__module__.startswith("netpoint_stp.")
    return str(code(value)) if own or not knows(key, lang) else say(key, lang)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


__all__ = ["Explanation", "as_markdown", "explain", "tell", "tell_grounds"]
