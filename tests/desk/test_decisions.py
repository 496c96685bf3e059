"""The decision log and its replay: bit for bit under the same edition, told clause by clause under another one."""

import json
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scene import NOON, REGULATION, desk, mail

from netpoint_stp import Regulation
from netpoint_stp.casebook.journal import Json
from netpoint_stp.casebook.records import DecisionRecord
from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Quarantined
from netpoint_stp.channels.phone.reader import read_call
from netpoint_stp.desk.decisions.decided import DeskDecision, decided_again, judged, result_of, revision_of
from netpoint_stp.desk.decisions.observing import read
from netpoint_stp.desk.decisions.replay import ReplayStatus, line_of, log_lines, read_log, replay
from netpoint_stp.desk.office import Desk
from netpoint_stp.desk.use_cases.refusing import Wanted
from netpoint_stp.errors import RuleError, UsageError
from netpoint_stp.policy.refusal.policy import Demand
from netpoint_stp.regulation.judging import judge
from netpoint_stp.regulation.observations.form import PATHS, Observations, observations_from_json
from netpoint_stp.regulation.observations.requests import ReactionDueObservations
from netpoint_stp.rules import still_possible
from netpoint_stp.working_days import WorkingCalendar


def busy() -> Desk:
    """Return a desk that has made decisions of many kinds."""
    made = desk()
    made.receive(mail())
    made.receive(mail("Немає мережі, перевірте лінію.", sender="halyna.zrazok@mail.example", id_="m2"))
    made.receive(mail(to="director@netpoint.example", sender="office@firm.example", id_="m3"))
    made.receive(mail("Майстер не прийшов.", to="complaints@netpoint.example", id_="m4", subject="Скарга"))
    made.refuse("R-1", by="a", wanted=Wanted(action="consultation", demand=Demand.OUTSIDE_CONTRACT))
    return made


def decision(observations: Observations) -> DeskDecision:
    """Return the decision that the desk would make."""
    return judged(observations, REGULATION, scope="s", revision="r")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Return the log of a busy desk."""
    return [*log_lines(busy().store)]


def test_the_names_are_those_of_decision_logs(lines: list[str]) -> None:
    """OPA's names where they fit; every record says its edition, its facts, its result and when."""
    for line in lines:
        record = json.loads(line)
        assert set(record) == {
            "decision_id",
            "timestamp",
            "path",
            "revision",
            "labels",
            "case_id",
            "observations",
            "input",
            "result",
        }
        assert record["revision"] == revision_of(REGULATION)
        assert record["path"] in PATHS
        assert record["result"]["clauses"]
    assert {json.loads(line)["path"] for line in lines} >= {
        "intake",
        "further",
        "lodging",
        "contents",
        "complaint_deadline",
        "refusal",
        "refusal_given",
    }


def test_the_same_edition_decides_the_same_bit_for_bit(lines: list[str]) -> None:
    """From the facts alone, without the observations."""
    records = [attrs.evolve(record, observations={}) for record in read_log(lines)]
    fates = {each.fate for each in replay(records, Regulation.example())}

    assert fates == {ReplayStatus.IDENTICAL}


def test_a_result_that_was_edited_shows(lines: list[str]) -> None:
    """One word changed in a log is a changed decision."""
    edited = [line.replace('"outcome":"unofficial"', '"outcome":"official"') for line in lines]
    changed = [each for each in replay(read_log(edited), REGULATION) if each.fate is ReplayStatus.CHANGED]

    assert [(each.path, each.before, each.after) for each in changed] == [("intake", "official", "unofficial")]


def test_another_edition_names_each_outcome_that_changes(lines: list[str]) -> None:
    """Reduced again from the observations: before and after, with the clauses behind each."""
    intake = attrs.evolve(REGULATION.intake, unlisted_mailbox="official_irregular")
    other = REGULATION.amend(name="any mailbox", in_force_from=date(2026, 1, 1), intake=intake)
    changed = [each for each in replay(read_log(lines), other) if each.fate is not ReplayStatus.SAME_OUTCOME]

    assert [(each.before, each.after) for each in changed] == [("unofficial", "official")]
    assert "3.2" in changed[0].clauses_before
    assert "2.1" in changed[0].clauses_after


def test_another_calendar_moves_the_term(lines: list[str]) -> None:
    """What is computed is computed again: the moment before which a complaint must be answered."""
    complaints = attrs.evolve(REGULATION.complaints, calendar=WorkingCalendar.named("every_day"))
    other = REGULATION.amend(name="every day", in_force_from=date(2026, 1, 1), complaints=complaints)
    changed = {each.path: each for each in replay(read_log(lines), other) if each.fate is ReplayStatus.CHANGED}

    assert set(changed) == {"complaint_deadline"}
    assert changed["complaint_deadline"].before == "2026-12-03T00:00:00+02:00"
    assert changed["complaint_deadline"].after == "2026-12-01T00:00:00+02:00"
    assert changed["complaint_deadline"].why.startswith("the calendar has other data: ukraine, ")


def test_other_time_zone_data_are_named_as_the_cause(lines: list[str]) -> None:
    """The same last day of the same calendar that ends at another instant."""
    edited = [line.replace("2026-12-03T00:00:00+02:00", "2026-12-03T00:00:00+03:00") for line in lines]
    changed = {
        each.path: each.why for each in replay(read_log(edited), REGULATION) if each.fate is ReplayStatus.CHANGED
    }

    assert changed == {"complaint_deadline": "the time-zone data differ: the same last day ends at another instant"}


def test_what_would_need_the_message_is_not_guessed(lines: list[str]) -> None:
    """An edition that reads mail by other settings cannot be held against what was read by these."""
    email = attrs.evolve(REGULATION.reading.email, own_hosts={"mx2.netpoint.example"})
    reading = attrs.evolve(REGULATION.reading, email=email)
    other = REGULATION.amend(name="other hosts", in_force_from=date(2026, 1, 1), reading=reading)
    fates = {each.path: each for each in replay(read_log(lines), other) if each.fate is ReplayStatus.NOT_REPLAYABLE}

    assert set(fates) == {"intake"}
    assert "the message itself" in fates["intake"].why


def test_the_log_holds_no_identifiers(lines: list[str]) -> None:
    """Not the sender, not a detail, not a word of the text: only which attributes matched."""
    log = "\n".join(lines)

    assert [each for each in ("ivan", "100245", "S-1", "K-", "перевірте", "mail.example") if each in log] == []
    assert '"contract_number":true' in log


def test_a_log_comes_back_from_its_lines(lines: list[str]) -> None:
    """Reading and writing are each other's inverse."""
    assert [line_of(record) for record in read_log(lines)] == lines


@pytest.mark.parametrize("line", ["", "{", "[]", "7", '{"decision_id": "x"}', '{"decision_id": 1}', "null", '"' * 9])
def test_a_line_that_is_no_decision_is_named(line: str) -> None:
    """The number of the line, and what to give."""
    if not line:
        assert [*read_log([line])] == []
        return
    with pytest.raises(UsageError, match="line 2 of the log is no decision"):
        [*read_log(["", line])]


PARTS = st.sampled_from(["table", "facts", "parts", "computed_from"])


@given(st.dictionaries(PARTS, st.none() | st.text() | st.integers()))
def test_nothing_in_a_record_stops_a_replay(input_: dict[str, object]) -> None:
    """A record that cannot be read is told as one that cannot be replayed; the next one is replayed all the same."""
    for revision in (revision_of(REGULATION), "other@1"):
        record = DecisionRecord(decision_id="x", path="intake", revision=revision, input=input_, observations=input_)
        assert [each.fate for each in replay([record], REGULATION)] == [ReplayStatus.NOT_REPLAYABLE]


def test_an_unknown_path_is_named() -> None:
    """With the nearest one."""
    with pytest.raises(RuleError, match="did you mean `intake`"):
        observations_from_json("intak", {})


@given(
    st.sampled_from(
        [f"{box}@netpoint.example" for box in ("support", "complaints", "sales", "director")] + ["x@y.example"]
    ),
    st.sampled_from(["Скарга", "Інтернет", ""]),
    st.sampled_from(["Договір 100245, перевірте лінію.", "Добрий день!", "Перевірте лінію.", "логін prykladko"]),
    st.sampled_from(["", "Auto-Submitted: auto-replied", "List-Id: <a.b.example>"]),
)
def test_observations_lose_nothing_that_the_assessment_looks_at(to: str, subject: str, text: str, headers: str) -> None:
    """Judged from its observations, an interaction is what the regulation says of the interaction itself."""
    came = mail(text, to=to, subject=subject, headers=headers)
    found = decision(read(came, REGULATION, NOON).observations)
    answer = found.answer
    direct = REGULATION.assess(came).intake.judgement

    assert still_possible(answer) == still_possible(direct)  # type: ignore[arg-type]  # intake is composed
    assert answer.clauses == direct.clauses
    again = decided_again("intake", REGULATION, found.record(None, {}).input)
    assert result_of(again) == result_of(answer)


@given(
    st.sampled_from(["by_person", "missed", "voicemail", "unknown"]),
    st.sampled_from(["", "Просить перевірити лінію."]),
    st.booleans(),
)
def test_calls_and_tickets_lose_nothing_either(taken: str, note: str, own: bool) -> None:
    """Whoever took a call, whatever was noted, under whosever account: as the regulation says of the thing itself."""
    at = NOON.isoformat()
    call = {"id": "c", "from": "+380501112233", "to": "+380440000000", "started_at": at, "taken": taken, "note": note}
    ticket = {"id": "t", "text": note, "created_at": at} | ({"account": "ivan"} if own else {"entered_by": "operator"})
    reading = REGULATION.reading
    for came in (read_call(call, reading.calls), read_helpdesk(ticket, reading.helpdesk)):
        if isinstance(came, Quarantined):
            continue
        observations = read(came, REGULATION, NOON).observations
        answer, direct = judge(observations, REGULATION), REGULATION.assess(came).intake.judgement

        assert result_of(answer) == result_of(direct)


def test_the_moment_that_counts_is_one_of_the_companys_clocks() -> None:
    """Not the sender's own date, and not one that has not come yet."""
    future = read(mail(at=NOON + timedelta(days=1)), REGULATION, NOON)
    past = read(mail(at=NOON - timedelta(days=1)), REGULATION, NOON)

    assert (future.counts_from, past.counts_from) == (NOON, NOON - timedelta(days=1))


def test_every_record_says_what_was_decided_or_what_is_missing() -> None:
    """An outcome, a value, or what is still possible and the facts that would settle it."""
    records = busy().store.decisions().items

    assert records
    for record in records:
        told = set(record.result) & {"outcome", "possible", "value"}
        assert len(told) == 1
        assert ("missing" in record.result) == (told == {"possible"})


def test_what_is_computed_is_told_with_its_grounds_and_decided_again() -> None:
    """The term of a reaction is a moment; a level without a figure has none, and says that it is not known."""
    figure, none = (decision(ReactionDueObservations(start=NOON, level=level)) for level in ("business", None))

    assert datetime.fromisoformat(str(result_of(figure.answer)["value"])) > NOON
    assert result_of(none.answer)["value"] == "unknown"
    assert (figure.possible, figure.outcome, figure.missing) == (frozenset(), None, frozenset())
    assert "3.19" in figure.clauses


def test_what_is_missing_is_named_by_its_fact() -> None:
    """Of a whole made of parts, and of a single table; of a decision nothing is."""
    scope: dict[str, Json] = {"service": "internet", "services": ["internet"], "matter": "web_design"}
    scope |= {"wanted": "advice"}
    open_ = decision(observations_from_json("scope", scope | {"concerns_working": "unknown"}))
    settled = decision(observations_from_json("scope", scope | {"concerns_working": False}))

    assert open_.missing == {"concerns_working"}
    assert open_.outcome is None
    assert (settled.missing, len(settled.possible)) == (frozenset(), 1)


def test_a_whole_with_an_open_part_is_decided_again() -> None:
    """What a part may still come to stands in the facts as a list, and is read as one."""
    made = desk()
    record = {"id": "c9", "from": "+380501112233", "to": "+380440000000", "started_at": NOON.isoformat()}
    call = read_call(json.dumps(record | {"taken": "unknown", "note": "Перевірте лінію"}).encode())
    assert not isinstance(call, Quarantined)
    assert made.receive(call).waits_for
    lines = [*log_lines(made.store)]

    assert any(isinstance(value, list) for value in json.loads(lines[0])["input"]["facts"].values())
    assert [each.fate for each in replay(read_log(lines), REGULATION)] == [ReplayStatus.IDENTICAL]
