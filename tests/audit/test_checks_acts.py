"""Absence is no evidence (3.19, I-17): any act of a person on record bounds a reaction, and silence proves none."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.audit.engines import rows

from netpoint_stp.audit import audit
from netpoint_stp.errors import MomentError
from netpoint_stp.regulation import Regulation
from netpoint_stp.subjects.interruptions import Silence
from netpoint_stp.subjects.requests import Request

REGULATION = Regulation.example()
NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
MOMENTS = ("received_at", "completed_at", "taken_at", "reacted_at", "closed_at")
COLUMNS = ("request_id", *MOMENTS, "queue", "severity", "support_level")


def moment(hour: str) -> datetime:
    """Return a moment of that Monday."""
    return datetime.fromisoformat(f"2026-03-02T{hour}:00+00:00")


def answer(source: Any) -> str:
    """Return what 3.19 says of the only request."""
    found = audit(source, REGULATION, now=NOW).by_clause("3.19").rows
    assert found is not None
    (row,) = rows(found, by="id")
    return str(row["answer"])


def folder(path: Path, moments: dict[str, str], events: tuple[tuple[str, str], ...] = ()) -> Path:
    """Return a folder of canonical records with one request."""
    cells = {name: f"2026-03-02T{hour}:00Z" for name, hour in moments.items()}
    cells |= {"request_id": "1", "queue": "desk", "severity": "ordinary", "support_level": "standard"}
    request = [",".join(COLUMNS), ",".join(cells.get(name, "") for name in COLUMNS)]
    (path / "requests.csv").write_text("\n".join([*request, ""]), encoding="utf-8")
    if events:
        lines = [f"1,{kind},2026-03-02T{hour}:00Z" for kind, hour in events]
        (path / "events.csv").write_text("\n".join(["request_id,kind,at", *lines, ""]), encoding="utf-8")
    return path


class TestClause_3_19:
    """Whether somebody reacted is told by all that the log holds."""

    @pytest.mark.parametrize("kind", ["answered", "resolved", "asked", "held", "visited", "instructed"])
    def test_an_act_in_the_events_is_a_reaction(self, kind: str, tmp_path: Path) -> None:
        """Though no column of the request tells of it."""
        closed = {"received_at": "08:00", "closed_at": "08:30"}
        assert answer(folder(tmp_path, closed, ((kind, "08:20"), ("closed", "08:30")))) == "kept"

    @pytest.mark.parametrize(("automatic", "expected"), [("true", "broken"), ("false", "kept"), ("", "kept")])
    def test_what_a_program_did_is_none(self, automatic: str, expected: str, tmp_path: Path) -> None:
        """An answer that a program gave is no act of a person; where nothing is said, a person may have given it."""
        made = folder(tmp_path, {"received_at": "08:00"})
        lines = ["request_id,kind,at,automatic", f"1,answered,2026-03-02T08:20:00Z,{automatic}", ""]
        (made / "events.csv").write_text("\n".join(lines), encoding="utf-8")
        assert answer(made) == expected

    @pytest.mark.parametrize(
        ("moments", "events", "expected"),
        [
            ({"received_at": "08:00", "closed_at": "08:30"}, (), "undetermined"),
            ({"received_at": "08:00", "closed_at": "08:30"}, (("severity_set", "08:20"),), "undetermined"),
            ({"received_at": "08:00"}, (("severity_set", "08:20"),), "broken"),
            ({"received_at": "08:00", "reacted_at": "13:00"}, (("answered", "12:30"),), "broken"),
            ({"received_at": "08:00", "reacted_at": "13:00"}, (("answered", "09:30"),), "kept"),
        ],
    )
    def test_closed_without_an_act_is_not_known(
        self, moments: dict[str, str], events: tuple[tuple[str, str], ...], expected: str, tmp_path: Path
    ) -> None:
        """What was closed somebody dealt with; what is open and untouched nobody did."""
        assert answer(folder(tmp_path, moments, events)) == expected

    @pytest.mark.parametrize("at", ["08:30", "07:30", None])
    def test_a_closing_that_events_alone_tell_of_is_one(self, at: str | None, tmp_path: Path) -> None:
        """A log of events has no column of closings: what it closed is not known, what it did not is broken (I-17)."""
        head = "request_id,received_at,queue,severity,support_level"
        rows_ = ["1,2026-03-02T08:00:00Z,desk,ordinary,standard", "2,2026-03-02T08:00:00Z,desk,ordinary,standard"]
        (tmp_path / "requests.csv").write_text("\n".join([head, *rows_, ""]), encoding="utf-8")
        closing = [] if at is None else [f"1,closed,2026-03-02T{at}:00Z"]
        events = ["request_id,kind,at", "2,taken,2026-03-02T08:20:00Z", *closing, ""]
        (tmp_path / "events.csv").write_text("\n".join(events), encoding="utf-8")
        found = audit(tmp_path, REGULATION, now=NOW)
        judged = found.by_clause("3.19").rows
        assert judged is not None
        answers = {row["id"]: row["answer"] for row in rows(judged, by="id")}

        assert answers == {"1": "broken" if at is None else "undetermined", "2": "kept"}

    @pytest.mark.parametrize(
        "moments",
        [
            {"received_at": "10:00", "completed_at": "09:00", "taken_at": "13:30"},
            {"received_at": "10:00", "taken_at": "09:00"},
            {"received_at": "10:00", "reacted_at": "09:59", "taken_at": "11:00"},
            {"received_at": "10:00", "closed_at": "09:00", "taken_at": "16:30"},
        ],
    )
    def test_moments_that_cannot_be_are_judged_alike(self, moments: dict[str, str], tmp_path: Path) -> None:
        """Done before it was received: undetermined in a folder and in a frame, an error of the scalar policy."""
        told = {name: moment(hour) for name, hour in moments.items()}
        frame = pl.DataFrame(
            [{**dict.fromkeys(MOMENTS), "request_id": "1", "support_level": "standard"} | told],
            schema_overrides=dict.fromkeys(MOMENTS, pl.Datetime("us", "UTC")),
        )
        request = Request(id="1", channel="email", support_level="standard", **told)  # type: ignore[arg-type]

        assert answer(folder(tmp_path, moments)) == "undetermined"
        assert answer(frame) == "undetermined"
        with pytest.raises(MomentError, match="before it was received"):
            REGULATION.reaction.first_reaction(request, NOW)

    @pytest.mark.parametrize("act", ["taken_at", "reacted_at", "refused_at"])
    def test_an_act_that_cannot_be_is_in_doubt_while_the_maximum_runs_too(self, act: str) -> None:
        """Judged at once, as of the last moment on record: somebody may have reacted, at whatever moment it was."""
        row = {"request_id": "1", "support_level": "standard", "channel": "email"}
        frame = pl.DataFrame([{**row, "received_at": moment("10:00"), act: moment("09:00")}])

        counts = audit({"requests": frame}, regulation=REGULATION).by_clause("3.19").counts
        assert {each.value: count for each, count in counts.items() if count} == {"undetermined": 1}

    def test_past_the_maximum_nothing_is_running(self) -> None:
        """Where silence says nothing, it was kept or broken."""
        request = Request(id="1", received_at=moment("08:00"), channel="email", support_level="standard")
        judged = REGULATION.reaction.first_reaction(request, NOW, silence=Silence.NOT_KNOWN)

        assert {each.value for each in judged.possible} == {"kept", "broken"}  # type: ignore[union-attr]
