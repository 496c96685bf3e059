"""Templates of messages to clients: the library's own, or what a profile puts in their place."""

from collections.abc import Mapping
from string import Formatter
from typing import Final

import attrs

from netpoint_stp.clauses.languages import LANGUAGES, Language
from netpoint_stp.errors import ProfileError, did_you_mean
from netpoint_stp.wording.catalogue import keys, say

_PREFIX: Final = "desk.message."
_MUST_SAY: Final[Mapping[str, frozenset[str]]] = {
    "acknowledgement": frozenset({"date", "number", "text", "taker"}),
    "refusal": frozenset({"because", "cure", "complain"}),
}
"""What a message cannot do without: 3.11 asks clients to name the first four, and a refusal tells the other three."""

Replaced = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By language and purpose: `subject` and `text`."""


def _plain(replaced: Replaced) -> dict[str, dict[str, dict[str, str]]]:
    return {lang: {name: dict(parts) for name, parts in table.items()} for lang, table in replaced.items()}


@attrs.frozen
class Templates:
    """The templates in force; raises `ProfileError` that lists all that is wrong with those that replace others."""

    replaced: Replaced = attrs.field(factory=dict, converter=_plain, hash=False)

    def __attrs_post_init__(self) -> None:
        problems = [
            problem
            for lang, table in self.replaced.items()
            for name, parts in table.items()
            for problem in _problems(lang, name, parts)
        ]
        if problems:
            raise ProfileError("messages", problems)

    def write(self, purpose: str, lang: Language, /, **values: object) -> tuple[str, str]:
        """Return subject and text of a message; raises `WordingError` for a purpose that there is not."""
        own = self.replaced.get(lang, {}).get(purpose, {})
        subject, text = own.get("subject"), own.get("text")
        return (
            say(f"{_PREFIX}{purpose}.subject", lang, **values) if subject is None else subject.format_map(values),
            say(f"{_PREFIX}{purpose}.text", lang, **values) if text is None else text.format_map(values),
        )


def _problems(lang: str, purpose: str, parts: Mapping[str, str]) -> list[str]:
    where = f"`messages.{lang}.{purpose}`"
    if lang not in LANGUAGES:
        return [f"{where}: language `{lang}` is not spoken here{did_you_mean(lang, LANGUAGES)}"]
    known = keys("en")
    purposes = {key.removeprefix(_PREFIX).rpartition(".")[0] for key in known if key.startswith(_PREFIX)}
    if purpose not in purposes:
        return [f"{where}: there is no message `{purpose}`{did_you_mean(purpose, purposes)}"]
    problems = [
        f"{where}: a message has no `{part}`{did_you_mean(part, ('subject', 'text'))}"
        for part in parts.keys() - {"subject", "text"}
    ]
    for part in ("subject", "text"):
        if part in parts:
            allowed = known[f"{_PREFIX}{purpose}.subject"] | known[f"{_PREFIX}{purpose}.text"]
            must = _MUST_SAY.get(purpose, frozenset()) if part == "text" else frozenset()
            problems += [f"{where}: `{part}` {problem}" for problem in _of(parts[part], allowed, must)]
    return problems


def _of(text: str, allowed: frozenset[str], must: frozenset[str]) -> list[str]:
    try:
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return ["has a bracket `{` or `}` that is not closed; write `{{` for a bracket of your own"]
    known = ", ".join(f"`{{{name}}}`" for name in sorted(allowed))
    problems = [f"has no value for `{{{name}}}`; known are {known}" for name in sorted(used - allowed)]
    return problems + [f"does not say `{{{name}}}`, which the client needs" for name in sorted(must - used)]
