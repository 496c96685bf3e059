"""Coverage-guided fuzzing of the e-mail reader: any bytes become an Interaction or Quarantined, never an exception.

    python tests/fuzz/fuzz_email.py -max_total_time=600

New inputs go to a directory of their own outside the repository unless one is given; the seeds are read only.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

atheris = import_module("atheris")  # it has no types; the extra `fuzz` brings it

with atheris.instrument_imports(include=["netpoint_stp.channels"]):
    from netpoint_stp.channels.email import EmailSettings, read_email
    from netpoint_stp.channels.interaction import Interaction, Quarantined, Role

SEEDS = Path(__file__).parent / "corpus"
EXAMPLES = Path(__file__).parents[2] / "examples" / "mail"
SETTINGS = EmailSettings(
    mailboxes={"support@netpoint.example": [Role.REQUESTS], "complaints@netpoint.example": [Role.COMPLAINTS]},
    trusted_servers=["mx.netpoint.example"],
    own_hosts=["mx.netpoint.example"],
    colleague_domains=["netpoint.example"],
)


def one_input(data: bytes) -> None:
    """The kind of answer is right; now and then read twice: the second answer is the first."""
    answer = read_email(data, SETTINGS)
    if not isinstance(answer, Interaction | Quarantined):
        raise TypeError(f"neither an interaction nor quarantined: {type(answer)}")
    if len(data) % 16 == 0 and answer != read_email(data, SETTINGS):
        raise AssertionError("read twice, the same bytes gave two answers")


def main() -> None:
    """Run until the limits on the command line; libFuzzer's options are passed on."""
    arguments = list(sys.argv)
    if all(argument.startswith("-") for argument in arguments[1:]):
        arguments.append(tempfile.mkdtemp(prefix="fuzz-email-"))
    arguments += [str(folder) for folder in (SEEDS, EXAMPLES) if folder.is_dir()]
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
