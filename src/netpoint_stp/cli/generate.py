"""`netpoint-stp generate`: a realistic log with known breaches, to try an audit on."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from netpoint_stp.cli.options import profile_option, regulation_of
from netpoint_stp.errors import UsageError


@click.command("generate")
@click.option("--requests", type=click.IntRange(min=1), default=1000, show_default=True, help="How many requests.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same log.")
@click.option(
    "--breach",
    "breaches",
    multiple=True,
    metavar="CLAUSE=SHARE",
    help="Break a clause in so many of the rows it is asked of, as in 3.12=0.02; `all=0.02` breaks every one.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A new folder.")
@click.option("--format", "file_format", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), help="First day of the log, as in 2026-01-05.")
@click.option("--days", type=click.IntRange(min=1), help="How many days the log lasts.")
@profile_option
def generate_command(
    requests: int,
    seed: int,
    breaches: tuple[str, ...],
    out: Path,
    file_format: str,
    first_day: datetime | None,
    days: int | None,
    profile: Path | None,
) -> None:
    """Write realistic records of a service desk, with known breaches and the truth about them beside.

    Without --breach the records keep the regulation in all that they show.
    """
    try:
        from netpoint_stp.testing.generator import Plan, read_breaches
        from netpoint_stp.testing.generator.writing import write
    except ModuleNotFoundError as error:
        raise UsageError(
            f"generating needs `{error.name}`, which is not there; install it with: pip install 'netpoint-stp[audit]'"
        ) from error
    given = {"first_day": first_day.date() if first_day else None, "days": days}
    plan = Plan(
        requests=requests,
        seed=seed,
        breaches=read_breaches(breaches),
        regulation=regulation_of(profile),
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]  # by name
    )
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("requests", total=requests)
        counts = write(
            plan,
            out,
            file_format="parquet" if file_format == "parquet" else "csv",
            progress=lambda made: progress.advance(task, made),
        )
    for table, count in counts.items():
        click.echo(f"{count:>12,}  {table}")
