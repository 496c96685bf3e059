"""The checks of the audit as one would write them in Polars for the records of `audit_records`: a plain pipeline.

They know what `audit_in_sql` knows of these records, and leave out what it leaves out.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl
from benchmarks.audit_in_sql import FIGURES
from benchmarks.audit_records import MOMENTS

from netpoint_stp.audit.frames.calendars import DAY

_MINUTE: Final = 60_000_000
_QUEUE: Final = ("email", "sms", "helpdesk")
_ACTS: Final = ("asked", "answered", "instructed", "refused")
_NEVER: Final = 2**62
Calendars = Mapping[str, pl.DataFrame]
Frames = Mapping[str, pl.LazyFrame]
_c = pl.col


def in_polars(
    tables: Mapping[str, pl.DataFrame], calendars: Calendars
) -> tuple[dict[str, dict[str, int]], pl.DataFrame]:
    """Ask every check of frames; return the answers counted, and the breaches."""
    logs = {name: frame.lazy() for name, frame in tables.items()}
    now = max(
        frame.select(pl.max_horizontal(_c(*MOMENTS[name]).max().dt.timestamp("us"))).collect().item()
        for name, frame in logs.items()
    )
    counted, broken = {}, []
    for clause, frame in _judged(logs, {name: each.lazy() for name, each in calendars.items()}, now):
        told = frame.collect()
        counted[clause] = dict(told.group_by("answer").len().iter_rows())
        late = told.filter(_c("answer") == "broken")
        broken.append(late.select(clause=pl.lit(clause), id="id", late_us="late_us"))
    return counted, pl.concat(broken)


def _judged(logs: Frames, calendars: Calendars | Frames, now: int) -> Iterator[tuple[str, pl.LazyFrame]]:
    service: Any = calendars["service"]
    received = _received(logs["interactions"], service).collect().lazy()
    work = _work(logs["requests"], received).collect().lazy()
    yield from _of_messages(received, work)
    yield from _of_incidents(logs, now)
    asked = logs["events"].filter(_c("kind") == "asked")
    yield "3.6", _asked(asked, calendars["needs"])  # type: ignore[arg-type]
    yield from _of_refusals(_refused(logs, asked, calendars["needs"]).collect().lazy())  # type: ignore[arg-type]
    yield from _of_complaints(logs["complaints"], calendars["terms"], now)  # type: ignore[arg-type]
    line = _line(logs["requests"], now).collect().lazy()
    yield "3.13", _order(line)
    yield "3.14", _ahead(line)
    yield "3.19", _by_hours(_reacted(logs["requests"]), service, now)
    yield "3.19-further", _by_hours(_further(logs), service, now)
    yield "4.2.2", _followed(logs["events"], now)
    yield from _of_notices(logs, now)


def _answer(
    frame: pl.LazyFrame, id_: str, *ways: tuple[pl.Expr, str], otherwise: str, late: Any = None
) -> pl.LazyFrame:
    expression: Any = pl
    for condition, name in ways:
        expression = expression.when(condition).then(pl.lit(name))
    return frame.select(
        id=id_, late_us=pl.lit(None, pl.Int64) if late is None else late, answer=expression.otherwise(pl.lit(otherwise))
    )


def _us(name: str) -> pl.Expr:
    return _c(name).dt.timestamp("us")


def _received(interactions: pl.LazyFrame, service: pl.LazyFrame) -> pl.LazyFrame:
    channel, to = _c("channel"), _c("destination")
    addressed = channel.is_in(["email", "sms"])
    to_another_listed = (channel == "email") & (to == "other_of_company")  # official, though irregular (I-32)
    counts_as = (
        pl.when("automatic").then(pl.lit("automatic"))
        .when(~channel.is_in(["phone", *_QUEUE])).then(pl.lit("unofficial"))
        .when(addressed & (to == "complaints")).then(pl.lit("complaint"))
        .when(addressed & (to != "requests") & ~to_another_listed).then(pl.lit("unofficial"))
        .when((channel == "phone") & ~_c("taken_by_person")).then(pl.lit("not_taken"))
        .when((channel == "helpdesk") & ~_c("own_account")).then(pl.lit("incomplete"))
        .when((channel == "email") & (_c("details") != "sufficient")).then(pl.lit("incomplete"))
        .otherwise(pl.lit("official"))
    )  # fmt: skip
    made = (
        pl.when(_c("request_id").is_not_null()).then(pl.lit("request"))
        .when(_c("complaint_id").is_not_null()).then(pl.lit("complaint")).otherwise(pl.lit("nothing"))
    )  # fmt: skip
    at = _c("at")
    frame = interactions.with_columns(at=_us("received_at"), counts_as=counts_as, made=made)
    frame = frame.with_columns(utc_day=at // DAY).join(service, on="utc_day")
    return frame.select(
        *("interaction_id", "request_id", "complaint_id", "channel", "destination", "automatic", "task"),
        *("taken_by_person", "counts_as", "made"),
        within_hours=(at >= _c("opens_0")) & (at < _c("closes_0")),
    )


def _work(requests: pl.LazyFrame, received: pl.LazyFrame) -> pl.LazyFrame:
    order = {"official": 0, "complaint": 1, "incomplete": 2, "unofficial": 3, "not_taken": 3, "automatic": 3}
    best = received.group_by("request_id").agg(
        best=_c("counts_as").replace_strict(order, return_dtype=pl.Int64).min(),
        official=(_c("counts_as") == "official").sum(),
    )
    return requests.select("request_id", worked=_c("taken_at").is_not_null()).join(best, on="request_id", how="left")


def _of_messages(received: pl.LazyFrame, work: pl.LazyFrame) -> Iterator[tuple[str, pl.LazyFrame]]:
    counts_as, made, channel = _c("counts_as"), _c("made"), _c("channel")
    yield "2.1.5", _answer(
        received, "interaction_id", ((channel != "phone") | ~_c("within_hours"), "not_applicable"),
        (_c("taken_by_person"), "kept"), otherwise="broken",
    )  # fmt: skip
    best = _c("best")
    yield "3.1", _answer(
        work, "request_id", (~_c("worked"), "not_applicable"), (best == 0, "kept"), (best == 1, "not_applicable"),
        (best == 3, "broken"), otherwise="undetermined",
    )  # fmt: skip
    together = received.join(work, on="request_id", how="left")
    official, grounded = counts_as == "official", _c("official") > 0
    asked_not = (channel != "email") | ~counts_as.is_in(["official", "incomplete"]) | (made == "complaint")
    yield "3.1.4", _answer(
        together, "interaction_id", (asked_not, "not_applicable"), (official & (made == "request"), "kept"),
        (official & (_c("task") == "stated"), "broken"), ((made == "nothing") | grounded, "kept"),
        otherwise="undetermined",
    )  # fmt: skip
    to = _c("destination")
    yield "3.2", _answer(
        received, "interaction_id", (_c("automatic") | (channel != "email") | (to == "complaints"), "not_applicable"),
        (to == "requests", "kept"), otherwise="broken",
    )  # fmt: skip
    yield "3.4", _answer(
        together, "interaction_id", (counts_as != "unofficial", "not_applicable"),
        ((made != "request") | grounded, "kept"), (~_c("worked"), "not_applicable"), otherwise="broken",
    )  # fmt: skip
    yield "3.10-filed", _answer(
        received, "interaction_id", (counts_as != "complaint", "not_applicable"),
        (_c("complaint_id").is_not_null(), "kept"), otherwise="broken",
    )  # fmt: skip
    lost = official & (_c("task") == "stated")
    yield "4.1.1", _answer(
        received, "interaction_id", (made == "request", "kept"), (made == "complaint", "not_applicable"),
        (lost | ((counts_as == "not_taken") & _c("within_hours")), "broken"), otherwise="not_applicable",
    )  # fmt: skip


def _of_incidents(logs: Frames, now: int) -> Iterator[tuple[str, pl.LazyFrame]]:
    incidents = logs["incidents"].with_columns(noticed=_us("noticed_at"))
    not_ours = (~_c("established") | (_c("owner") != "company"), "not_applicable")
    late = _c("noticed") - _us("began_at") - 5 * _MINUTE
    software = (_c("trouble_with") != "equipment", "undetermined")
    yield "2.4", _answer(
        incidents, "incident_id", not_ours, (_c("noticed_by_monitoring"), "kept"), software, (late > 0, "broken"),
        otherwise="not_applicable", late=late,
    )  # fmt: skip
    yield (
        "4.1.2",
        _answer(incidents, "incident_id", not_ours, software, (late > 0, "broken"), otherwise="kept", late=late),
    )
    first = logs["alerts"].group_by("incident_id").agg(told=_us("sent_at").min())
    due = incidents.with_columns(due=_c("noticed") + 30 * _MINUTE)
    yield "2.5", _answer(
        due.join(first, on="incident_id", how="left"), "incident_id", not_ours, (_c("told").is_not_null(), "kept"),
        (_c("due") >= now, "not_applicable"), otherwise="broken", late=now - _c("due"),
    )  # fmt: skip
    roster = pl.LazyFrame({"role": ["network engineer on duty", "head of the service desk"]})
    named = due.join(roster, how="cross").filter(
        (_c("role") == "head of the service desk") | (_c("trouble_with") == "equipment")
    )
    first = logs["alerts"].group_by("incident_id", "role").agg(told=_us("sent_at").min())
    yield "4.1.3", _told(named.join(first, on=["incident_id", "role"], how="left"), "incident_id", now, not_ours)


def _told(frame: pl.LazyFrame, id_: str, now: int, *before: tuple[pl.Expr, str]) -> pl.LazyFrame:
    late = _c("told").fill_null(now) - _c("due")
    ways = ((late > 0, "broken"), (_c("told").is_null(), "not_applicable"))
    return _answer(frame, id_, *before, *ways, otherwise="kept", late=late)


def _asked(asked: pl.LazyFrame, needs: pl.LazyFrame) -> pl.LazyFrame:
    more = _c("asked_for").str.split("&").list.set_difference("needs").list.len() > 0
    return _answer(asked.join(needs, on="action"), "request_id", (more, "broken"), otherwise="kept")


def _refused(logs: Frames, asked: pl.LazyFrame, needs: pl.LazyFrame) -> pl.LazyFrame:
    refused = logs["requests"].filter(_c("refused_at").is_not_null())
    needed = _c("asked_for").str.split("&").list.set_intersection("needs").list.len() > 0
    last = asked.join(needs, on="action").filter(needed).group_by("request_id").agg(last=_c("at").max())
    named = logs["events"].filter(_c("kind") == "refused").select("request_id", "ground")
    agreed = logs["interruptions"].filter(_c("reasoned") & (_c("agreement") != "not_agreed"))
    lasting = (_c("began_at") <= _c("refused_at")) & (_c("refused_at") < _c("ended_at"))
    own = refused.join(agreed, on=["contract_id", "service"]).filter(lasting).select("request_id")
    days = pl.int_ranges(_us("began_at") // DAY, _us("ended_at") // DAY + 1)
    common = agreed.filter(_c("contract_id").is_null()).with_columns(day=days).explode("day")
    common = refused.with_columns(day=_us("refused_at") // DAY).join(common, on=["day", "service"]).filter(lasting)
    broken_off = pl.concat([own, common.select("request_id")]).unique().with_columns(broken_off=True)
    frame = refused.join(named, on="request_id")
    for other in (last, broken_off):
        frame = frame.join(other, on="request_id", how="left")
    waited = (_us("refused_at") - _us("last") >= 3 * DAY).fill_null(value=False)
    return frame.select(
        *("request_id", "ground", "demand"),
        absent=(_c("action") != "consultation") & (_c("identity") != "identified") & waited,
        outside=_c("demand") == "outside_contract",
        broken_off=_c("broken_off").fill_null(value=False),
    )


def _of_refusals(refused: pl.LazyFrame) -> Iterator[tuple[str, pl.LazyFrame]]:
    held = _c("absent") | _c("outside").fill_null(value=False) | _c("broken_off")
    yield "3.9", _answer(
        refused, "request_id", (held, "kept"), (_c("demand") == "advice_only", "not_applicable"),
        (_c("demand").is_null(), "undetermined"), otherwise="broken",
    )  # fmt: skip
    named = (
        ("3.9.1", "information_absent", "absent"),
        ("3.9.2", "outside_contract", "outside"),
        ("3.9.3", "agreed_interruption", "broken_off"),
    )
    for clause, ground, holds in named:
        ways = ((_c("ground") != ground, "not_applicable"), (_c(holds).is_null(), "undetermined"), (_c(holds), "kept"))
        yield clause, _answer(refused, "request_id", *ways, otherwise="broken")


def _of_complaints(complaints: pl.LazyFrame, terms: pl.LazyFrame, now: int) -> Iterator[tuple[str, pl.LazyFrame]]:
    text = _c("names_request_text")
    lacks = ~_c("names_request_date") | ~_c("names_taker") | ~text.fill_null(value=True)
    yield (
        "3.11",
        _answer(complaints, "complaint_id", (lacks, "broken"), (text.is_null(), "undetermined"), otherwise="kept"),
    )
    frame = complaints.with_columns(lodged=_us("lodged_at"), counted=_us("answered_at").fill_null(now))
    frame = frame.with_columns(utc_day=_c("lodged") // DAY).join(terms, on="utc_day")
    due = pl.when(_c("lodged") < _c("midnight")).then("due_before_midnight_0").otherwise("due_after_midnight_0")
    frame = frame.with_columns(due=due)
    unanswered, unknown = _c("answered_at").is_null(), (_c("complainant").is_null(), "undetermined")
    over = _c("counted") >= _c("due")
    yield "3.10", _answer(
        frame, "complaint_id", ((_c("complainant") == "holder") | ~unanswered, "kept"), unknown,
        (_c("due") > now, "not_applicable"), otherwise="broken",
    )  # fmt: skip
    yield "3.12", _answer(
        frame, "complaint_id", ((_c("complainant") == "outsider") | (unanswered & ~over), "not_applicable"), unknown,
        (over, "broken"), otherwise="kept", late=_c("counted") - _c("due"),
    )  # fmt: skip


def _line(requests: pl.LazyFrame, now: int) -> pl.LazyFrame:
    needed = pl.when("specialist_advice").then(pl.lit(value=True)).otherwise("emergency_action")
    high_before = _c("high") & (_us("severity_set_at") <= _c("till"))
    line = requests.filter(_c("channel").is_in(_QUEUE)).with_columns(
        arrived=_us("received_at"),
        taken=_us("taken_at"),
        till=_us("taken_at").fill_null(now),
        high=(_c("severity") == "high").fill_null(value=False),
        needed=needed,
    )
    return line.select(
        *("request_id", "arrived", "taken", "till", "high"),
        in_turn=~(high_before & _c("needed").fill_null(value=True)),
        maybe_in_turn=~(high_before & _c("needed").fill_null(value=False)),
    )


def _order(line: pl.LazyFrame) -> pl.LazyFrame:
    line = line.sort("arrived", "till").with_columns(
        sure=pl.when("in_turn").then("taken").fill_null(_NEVER).cum_min(reverse=True),
        maybe=pl.when("maybe_in_turn").then("taken").fill_null(_NEVER).cum_min(reverse=True),
    )
    sure, maybe = _c("sure") < _c("till"), _c("maybe") < _c("till")
    return _answer(
        line, "request_id", (sure, "broken"), (maybe, "undetermined"), otherwise="kept", late=_c("till") - _c("sure")
    )


def _ahead(line: pl.LazyFrame) -> pl.LazyFrame:
    moments = line.group_by("arrived").agg(_c("taken").max()).sort("arrived")
    before = moments.select("arrived", last=_c("taken").fill_null(-1).cum_max().shift(1))
    frame = line.filter(_c("high") & _c("taken").is_not_null()).join(before, on="arrived")
    return _answer(
        frame, "request_id", (~(_c("last") > _c("taken")).fill_null(value=False), "not_applicable"),
        (~_c("maybe_in_turn"), "kept"), (_c("in_turn"), "broken"), otherwise="undetermined",
    )  # fmt: skip


def _reacted(requests: pl.LazyFrame) -> pl.LazyFrame:
    return requests.select("request_id", "support_level", start=_us("received_at"), end=_us("taken_at"))


def _further(logs: Frames) -> pl.LazyFrame:
    requests = logs["requests"]
    acts = logs["events"].filter(_c("kind").is_in(_ACTS)).select("request_id", act="at")
    taken = requests.filter(_c("taken_at").is_not_null()).select("request_id", act="taken_at")
    information = logs["events"].filter(_c("kind") == "information").select("row", "request_id", "at")
    information = information.join(requests.select("request_id", "support_level", "refused_at"), on="request_id")
    information = information.filter(_c("refused_at").is_null() | (_c("at") < _c("refused_at")))
    first = information.join(pl.concat([acts, taken]), on="request_id").filter(_c("act") >= _c("at"))
    first = first.group_by("row").agg(_c("act").min())
    frame = information.join(first, on="row", how="left")
    return frame.select("request_id", "support_level", start=_us("at"), end=_us("act"))


def _by_hours(frame: pl.LazyFrame, service: pl.LazyFrame, now: int) -> pl.LazyFrame:
    frame = frame.with_columns(
        open=_c("end").is_null(),
        end=_c("end").fill_null(now),
        figure=_c("support_level").replace_strict(FIGURES, default=None, return_dtype=pl.Int64),
    )
    for moment in ("start", "end"):
        its = service.rename(lambda name, moment=moment: f"{moment}_{name}")  # type: ignore[misc]  # bound at once
        frame = frame.with_columns((_c(moment) // DAY).alias(f"{moment}_utc_day")).join(its, on=f"{moment}_utc_day")

    def served(moment: str) -> pl.Expr:
        opens, closes = _c(f"{moment}_opens_0"), _c(f"{moment}_closes_0")
        return _c(f"{moment}_served") + pl.max_horizontal(0, pl.min_horizontal(moment, closes) - opens)

    late = served("end") - served("start") - _c("figure")
    frame = frame.select("request_id", "figure", "open", late=late)
    return _answer(
        frame, "request_id", (_c("figure").is_null(), "undetermined"), (_c("late") > 0, "broken"),
        (_c("open"), "not_applicable"), otherwise="kept", late=_c("late"),
    )  # fmt: skip


def _followed(events: pl.LazyFrame, now: int) -> pl.LazyFrame:
    followed = events.filter(_c("kind") == "followed").group_by("request_id", "refers_to").agg(told=_us("at").min())
    told = events.filter(_c("kind") == "instructed").with_columns(due=_us("at") + DAY)
    told = told.join(followed, left_on=["request_id", "event_id"], right_on=["request_id", "refers_to"], how="left")
    return _told(told, "request_id", now, (~_c("helps"), "not_applicable"))


def _of_notices(logs: Frames, now: int) -> Iterator[tuple[str, pl.LazyFrame]]:
    first = logs["notices"].group_by("about", "about_id").agg(told=_us("published_at").min())
    works = logs["works"].with_columns(due=_us("began_at") - 2 * DAY)
    of_works = first.filter(_c("about") == "maintenance")
    yield "4.5", _told(works.join(of_works, left_on="works_id", right_on="about_id", how="left"), "works_id", now)
    ours = logs["incidents"].filter(_c("established") & (_c("owner") == "company"))
    ours = ours.with_columns(due=_us("noticed_at") + 60 * _MINUTE)
    failures = ours.join(first.filter(_c("about") == "failure"), left_on="incident_id", right_on="about_id", how="left")
    needless = ((_c("extent") == "local") | ~_c("emergency"), "not_applicable")
    yield "4.5-failures", _told(failures, "incident_id", now, needless)
