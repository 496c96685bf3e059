"""The mapping of a published event log that ships as an example, on a log of the same shape."""

from pathlib import Path

from tests.audit.sources.reading import problems, rows, written

from netpoint_stp.audit.mapping.reading import load_mapping
from netpoint_stp.audit.sources.opening import read_log

EXAMPLE = Path(__file__).parents[3] / "examples" / "audit" / "italian-helpdesk.toml"
HEADER = (
    "concept:name,lifecycle:transition,org:resource,time:timestamp,Activity,Resource,case:concept:name,case:variant,"
    "case:variant-index,case:creator"
)


def line(case: str, at: str, activity: str, resource: str = "Value 2") -> str:
    """Return an event as the published file writes it."""
    return f"{activity},complete,{resource},{at}+00:00,{activity},{resource},{case},Variant 1,1,a tool"


def test_the_published_log_goes_through(tmp_path: Path) -> None:
    """Cases begin when staff assign seriousness, so that receipt is a proxy, and said to be one."""
    lines = [
        line("Case1", "2010-01-13 08:40:25", "Assign seriousness"),
        line("Case1", "2010-01-29 08:52:27", "Take in charge ticket"),
        line("Case1", "2010-01-29 08:53:00", "Wait"),
        line("Case1", "2010-01-29 08:52:34", "Resolve ticket"),
        line("Case1", "2010-02-13 08:52:48", "Closed"),
        line("Case2", "2010-01-14 08:00:00", "Insert ticket"),
        line("Case2", "2010-01-14 09:00:00", "INVALID"),
    ]
    log = read_log(written(tmp_path / "log.csv", "\n".join([HEADER, *lines]) + "\n"), EXAMPLE)
    first, second = rows(log)

    assert problems(log) == []
    assert first["received_at"] == first["severity_set_at"]
    assert str(first["taken_at"]) == "2010-01-29 08:52:27"
    assert str(first["closed_at"]) == "2010-02-13 08:52:48"
    assert "taken_at" not in second
    assert [row["kind"] for row in rows(log, "events")] == [
        "severity_set",
        "taken",
        "held",
        "resolved",
        "closed",
        "reacted",
    ]
    assert {proxy.column for proxy in log.proxies} == {"requests.received_at", "requests.queue"}


def test_the_mapping_is_a_page() -> None:
    """About two dozen lines say it all."""
    told = [each for each in EXAMPLE.read_text(encoding="utf-8").splitlines() if each and not each.startswith("#")]

    assert len(told) <= 26
    assert load_mapping(EXAMPLE).log is not None
