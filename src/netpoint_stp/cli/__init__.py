"""The command line: `netpoint-stp`."""

try:
    import rich  # noqa: F401 - most commands need it, and each is loaded when it is wanted

    from netpoint_stp.cli.main import main
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in ("click", "rich"):
        raise
    from netpoint_stp.cli.without_extra import main

__all__ = ["main"]
