"""What every step of `netpoint-stp desk` has: the desk, --key, --lang, --json; and how its outcome is told."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

import click

from netpoint_stp.cli.desk.context import Counter, tell_outcome
from netpoint_stp.cli.options import json_option, lang_option
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.wording import Language

EnumT = TypeVar("EnumT", bound=Enum)
Command = Callable[..., Any]

key_option = click.option("--key", help="A name for this operation: repeated under it, it is done once.")

turn_option = click.option("--out-of-turn", metavar="REASON", help="Why it goes before one that came earlier (3.13).")
said_option = click.option("--said", is_flag=True, help="The client was told by word of mouth; nothing need be sent.")


def step(command: Callable[..., Outcome]) -> Command:
    """Give a command what all steps have, and tell the outcome that it returns."""

    @wraps(command)
    def told(counter: Counter, *, lang: Language, as_json: bool, **given: Any) -> None:
        tell_outcome(counter, command(counter, **given), lang, as_json=as_json)

    return telling(key_option(told))


def telling(command: Command) -> Command:
    """Give a command the desk, --lang and --json."""
    return json_option(lang_option(click.pass_obj(command)))


def one_of(kind: type[Enum]) -> click.Choice[str]:
    """Return the choice between the codes of an enumeration."""
    return click.Choice([str(each.value) for each in kind])


def meant(kind: type[EnumT], code: str | None) -> EnumT | None:
    """Return what a code means, None for none."""
    return None if code is None else kind(code)
