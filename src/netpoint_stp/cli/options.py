"""What several commands share: options, the notice that examples are not for real decisions, safe printing."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import click

from netpoint_stp.errors import UsageError
from netpoint_stp.regulation import Regulation
from netpoint_stp.wording import LANGUAGES, Language, say

_ODD = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

profile_option = click.option(
    "--profile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file with the settings of your company; without it, the example profile.",
)
lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of what is printed."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def regulation_of(profile: Path | None, warn_in: Language | None = None) -> Regulation:
    """Return the regulation of a profile file, or the example one; raises `ProfileError`.

    With a language, what is to be said aloud of it is said on standard error.
    """
    regulation = Regulation.example() if profile is None else Regulation.load(profile)
    if warn_in is not None:
        warn_of_cautions(regulation, warn_in)
    return regulation


def warn_of_examples(regulation: Regulation, lang: Language) -> None:
    """Say on standard error that the contacts are reserved examples, if they are (reading I-31), and every caution."""
    if regulation.example_contacts:
        click.secho(say("cli.example_contacts", lang), fg="yellow", err=True)
    warn_of_cautions(regulation, lang)


def warn_of_cautions(regulation: Regulation, lang: Language) -> None:
    """Say on standard error what of a profile departs from the published text without declaring it, and the like."""
    for caution in regulation.cautions:
        click.secho(printable(caution.told(lang)), fg="yellow", err=True)


def printable(text: str) -> str:
    """Return a text of somebody else's (a file's name, a copy's words) as it can be printed on a terminal.

    Control signs, line ends and signs that turn the direction of writing stand as `\\x1b`, so that a name can neither
    move the cursor nor pass for another line.
    """
    return "".join(
        sign if sign.isprintable() or unicodedata.category(sign) == "Zs" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def dumps(value: Any, *, indent: int | None = 2) -> str:
    """Return JSON as the commands print it: UTF-8 as it is, keys in their order.

    Signs that end a line, steer a terminal or have no UTF-8 (a file's name may hold any bytes) stand as `\\u2028`.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ODD.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def write_text(path: Path, text: str) -> None:
    """Write a text to a file; raise `UsageError` where that cannot be."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}; name another file") from error
