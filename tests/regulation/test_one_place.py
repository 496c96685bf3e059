"""One setting, one place: every way to change a field of an edition gives the same edition, or says what to change.

For each field F: `amend(F)`, `attrs.evolve(F)`, the constructor with F, and a profile with F give equal editions, all
of whose topics count with the same; or each of them refuses the change in a sentence.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoint_stp import Regulation
from netpoint_stp.channels.contacts.contact import Channel, ContactPoint
from netpoint_stp.channels.details import DetailPatterns
from netpoint_stp.channels.interaction import PartyKind, Role
from netpoint_stp.errors import NetPointError, RuleError, UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.alerts.roster import Monitored, Roster, RosterEntry
from netpoint_stp.policy.answers.links import Hosts
from netpoint_stp.policy.errors_notified.notes import ErrorField
from netpoint_stp.policy.identification.requirements import LOGIN, PASSPORT
from netpoint_stp.policy.queue.policy import QueuePolicy, QueueSettings
from netpoint_stp.policy.reaction.policy import ReactionPolicy, SupportLevel
from netpoint_stp.policy.topic import Topic
from netpoint_stp.regulation.building import build
from netpoint_stp.regulation.profile import example_profile
from netpoint_stp.regulation.profile_data import ProfileData
from netpoint_stp.regulation.topics import TOPICS
from netpoint_stp.rules import PUBLISHED, RuleTable
from netpoint_stp.settings_files import structure
from netpoint_stp.subjects.course import Happening
from netpoint_stp.subjects.interruptions import TroubleWith
from netpoint_stp.working_days import WorkingCalendar

pytestmark = pytest.mark.no_cover

HOUR = timedelta(hours=1)
BASES: Mapping[str, Mapping[str, Any]] = {
    "example": tomllib.loads(example_profile()),
    "bare": {"name": "bare", "purpose": "example"},
}


@attrs.frozen
class Change:
    """One field: the keys of a profile that set it, and its value in Python, given the edition before."""

    toml: Mapping[str, Any]
    value: Callable[[Regulation], Any]


def of_topic(topic: str, field: str, key: str, told: Any, value: Any) -> tuple[str, Change]:
    """Return the change of a field of a policy."""
    return f"{topic}.{field}", Change({key: told}, lambda was: attrs.evolve(getattr(was, topic), **{field: value}))


def of_mail(field: Any, told: Any) -> tuple[str, Change]:
    """Return the change of a setting for reading mail."""
    return f"reading.email.{field}", Change(
        {f"mail.{field}": told},
        lambda was: attrs.evolve(was.reading, email=attrs.evolve(was.reading.email, **{field: told})),
    )


def mailbox(was: Regulation) -> Mapping[str, Channel]:
    """Return the channels with one mailbox instead of those there are."""
    point = ContactPoint(kind=PartyKind.EMAIL, address="new@isp.com.ua", roles={Role.REQUESTS})
    return {**was.channels, "email": attrs.evolve(was.channels["email"], contacts=(point,))}


def with_area_code(was: Regulation) -> Any:
    """Return the settings for reading with another area code for all numbers."""
    reading = was.reading
    return attrs.evolve(
        reading,
        calls=attrs.evolve(reading.calls, area_code="32"),
        sms=attrs.evolve(reading.sms, area_code="32"),
        helpdesk=attrs.evolve(reading.helpdesk, times=attrs.evolve(reading.helpdesk.times, area_code="32")),
    )


SATURDAY = {"week": {"sat": "10:00-18:00"}}
MAIL = [{"address": "new@isp.com.ua", "roles": ["requests"]}]
CHANGES: Mapping[str, Change] = dict(
    [
        ("hours", Change({"hours": SATURDAY}, lambda was: ServiceHours.weekly(SATURDAY["week"]))),
        ("hours.zone", Change({"zone": "Europe/London"}, lambda was: attrs.evolve(was.hours, zone="Europe/London"))),
        ("channels", Change({"channels.email.contacts": MAIL}, mailbox)),
        ("amends", Change({"amends": ["3.12"]}, lambda was: ("3.12",))),
        (
            "messages",
            Change(
                {"messages": {"uk": {"acknowledgement": {"subject": "[{number}]"}}}},
                lambda was: {"uk": {"acknowledgement": {"subject": "[{number}]"}}},
            ),
        ),
        ("details", Change({"details": {"likeness": 90.0}}, lambda was: DetailPatterns.from_table({"likeness": 90.0}))),
        of_mail("company_domains", ["isp.com.ua"]),
        of_mail("trusted_servers", ["mx.isp.com.ua"]),
        of_mail("own_hosts", ["mx.isp.com.ua"]),
        of_mail("colleagues", ["boss@isp.com.ua"]),
        of_mail("colleague_domains", ["isp.com.ua"]),
        of_mail("own_lists", ["support.isp.com.ua"]),
        of_mail("subaddress", "-"),
        (
            "reading.calls.zone",
            Change(
                {"exchange_zone": "Europe/London"},
                lambda was: attrs.evolve(was.reading, calls=attrs.evolve(was.reading.calls, zone="Europe/London")),
            ),
        ),
        ("reading.area_code", Change({"area_code": "32"}, with_area_code)),
        (
            "reading.helpdesk.staff",
            Change(
                {"helpdesk_staff": ["anna"]},
                lambda was: attrs.evolve(was.reading, helpdesk=attrs.evolve(was.reading.helpdesk, staff={"anna"})),
            ),
        ),
        of_topic("intake", "determinable", "intake.determinable", "login", LOGIN),
        of_topic("intake", "email_details", "readings.email_details", "always_full", "always_full"),
        of_topic("intake", "other_mailbox", "readings.other_mailbox", "unofficial", "unofficial"),
        of_topic("intake", "unlisted_mailbox", "readings.unlisted_mailbox", "official_irregular", "official_irregular"),
        of_topic("intake", "other_number", "readings.other_number", "official_irregular", "official_irregular"),
        of_topic("intake", "call_out_of_hours", "readings.call_out_of_hours", "not_a_request", "not_a_request"),
        of_topic("identification", "actions", "actions", {"move": "passport"}, {"move": PASSPORT}),
        of_topic("identification", "sender_identifies", "readings.sender_identifies", "suffices", "suffices"),
        of_topic("answers", "hosts", "answers", {"company": ["isp.com.ua"]}, Hosts(company=["isp.com.ua"])),
        of_topic("refusal", "answer_time", "refusal.answer_time", "1h", HOUR),
        of_topic("refusal", "debt_suspension_agreed", "readings.debt_suspension_agreed", True, True),
        of_topic("complaints", "working_days", "complaints.working_days", 5, 5),
        of_topic("complaints", "calendar", "complaints.calendar", "every_day", WorkingCalendar.named("every_day")),
        of_topic("complaints", "complaint_about_refusal", "readings.complaint_about_refusal", False, False),
        of_topic(
            "complaints", "complaint_other_mailbox", "readings.complaint_other_mailbox", "not_lodged", "not_lodged"
        ),
        of_topic(
            "queue",
            "queues",
            "queues",
            [{"name": "mail", "channels": ["email"]}],
            (QueueSettings(name="mail", channels={"email"}),),
        ),
        of_topic(
            "notices",
            "notices_in_emergencies",
            "readings.notices_in_emergencies",
            "maintenance_too",
            "maintenance_too",
        ),
        of_topic("queue", "live_channels", "queue.live_channels", ["phone", "chat"], {"phone", "chat"}),
        of_topic("queue", "completion_time", "intake.completion_time", "1h", HOUR),
        of_topic("queue", "tie_tolerance", "queue.tie_tolerance", "1h", HOUR),
        of_topic(
            "reaction",
            "levels",
            "levels",
            {"gold": {"max_reaction": "1h"}},
            (SupportLevel(name="gold", max_reaction=HOUR),),
        ),
        of_topic("reaction", "acts", "reaction.acts", ["taken"], {Happening.TAKEN}),
        of_topic("reaction", "reaction_clock", "readings.reaction_clock", "clock_time", "clock_time"),
        of_topic(
            "reaction",
            "maximum_applies_to_first_reaction",
            "readings.maximum_applies_to_first_reaction",
            False,
            False,
        ),
        of_topic("alerts", "good_time", "alerts.good_time", "1h", HOUR),
        of_topic("alerts", "roster", "alerts.roster", [{"role": "boss"}], Roster([RosterEntry(role="boss")])),
        of_topic("alerts", "hours_bind_alerts", "readings.hours_bind_alerts", True, True),
        of_topic(
            "alerts",
            "monitored",
            "alerts.monitored",
            [{"what": "routers", "kind": "equipment"}],
            [Monitored(what="routers", kind=TroubleWith.EQUIPMENT)],
        ),
        of_topic("notices", "lead_time", "notices.lead_time", "1h", HOUR),
        of_topic("notices", "failure_time", "notices.failure_time", "2h", 2 * HOUR),
        of_topic("errors_notified", "fields", "error_notification.fields", ["what"], (ErrorField("what", None),)),
        of_topic("errors_notified", "instruction_time", "error_notification.instruction_time", "1h", HOUR),
    ]
)
ELSEWHERE = {
    "edition": "named by `amend`, and moved into every topic and table: see below",
    "purpose": "switching it to `real` is refused with the example's contacts: see below",
    "reading.email.mailboxes": "contacts of `channels`",
    "reading.email.bounds": "bounds of what is read at all, no setting of a profile",
    "reading.calls.numbers": "contacts of `channels`",
    "reading.sms.numbers": "contacts of `channels`",
    "reading.helpdesk.times.numbers": "contacts of `channels`",
    "reading.sms.zone": "the zone of `hours`",
    "reading.helpdesk.times.zone": "the zone of `hours`",
    "reaction.hours": "`hours`",
    "alerts.hours": "`hours`",
    "sides.hours": "`hours`",
    "complaints.zone": "the zone of `hours`",
    "notices.zone": "the zone of `hours`",
    "errors_notified.zone": "the zone of `hours`",
}
"""Fields that are not changed by themselves, and where they stand."""


@cache
def unchanged(base: str) -> Regulation:
    """Return the edition of a base profile."""
    return profile(base)


def profile(base: str, *changes: Change) -> Regulation:
    """Return the edition of a base profile with the keys of some changes set."""
    table: dict[str, Any] = deepcopy(dict(BASES[base]))
    for change in changes:
        for key, value in change.toml.items():
            inner = table
            *path, last = key.split(".")
            if path[:1] == ["channels"] and "channels" not in table:
                table["channels"] = deepcopy(BASES["example"]["channels"])
            for name in path:
                inner = inner.setdefault(name, {})
            inner[last] = value
    return build(structure(ProfileData, table), "profile")


def rebuilt(was: Regulation, **changes: Any) -> Regulation:
    """Return an edition made by the constructor of what another one shows, with changes."""
    told: dict[str, Any] = {alias: getattr(was, alias) for alias in aliases(Regulation)}
    return Regulation(**{**told, **changes})


def aliases(kind: type) -> list[str]:
    """Return the names of the arguments of a class."""
    return [field.alias or field.name for field in attrs.fields(kind)]


def as_seen(regulation: Regulation) -> dict[str, Any]:
    """Return all that an edition counts with, whatever the edition is called."""
    plain = regulation.under(PUBLISHED)
    seen: dict[str, Any] = {name: getattr(plain, name) for name in (*TOPICS, "hours", "channels", "reading", "details")}
    for name, topic in plain.topics.items():
        for setting in (*topic.INHERITS, *(("queues",) if name == "queue" else ())):
            seen[f"{name}.{setting}"] = getattr(topic, setting)
    return seen | {"amends": plain.amends, "messages": plain.messages, "digest": plain.digest, "whole": plain}


def ways(base: str, name: str) -> Iterator[tuple[str, Callable[[], Regulation]]]:
    """Yield each way to make one change."""
    change = CHANGES[name]
    was, field = unchanged(base), name.split(".")[0]
    yield "profile", lambda: profile(base, change)
    yield "amend", lambda: was.amend(in_force_from=date(2027, 1, 1), **{field: change.value(was)})
    yield "evolve", lambda: attrs.evolve(was, **{field: change.value(was)})
    yield "constructor", lambda: rebuilt(was, **{field: change.value(was)})


def tried(make: Callable[[], Regulation]) -> dict[str, Any] | str:
    """Return what an edition counts with, or that the change is refused in a sentence."""
    try:
        seen = as_seen(make())
    except NetPointError as error:
        return "refused" if len(str(error)) > 30 else "refused without a sentence"
    seen.pop("amends")  # `amend` itself declares what it amends
    return seen


class TestLaw:
    """Every way to change a setting gives the same edition."""

    def test_no_field_is_forgotten(self) -> None:
        """Each field of an edition, of its policies and of what readers need is changed here, or stands elsewhere."""
        paths = {*aliases(Regulation)} - {*TOPICS, "reading"}
        for name, topic in Regulation.published().topics.items():
            fields = [field.alias for field in attrs.fields(type(topic)) if not isinstance(field.default, RuleTable)]
            paths |= {f"{name}.{field}" for field in fields if field not in ("edition", "shared")}
        reading = Regulation.published().reading
        for part in ("email", "calls", "sms", "helpdesk", "helpdesk.times"):
            held: Any = reading
            for step in part.split("."):
                held = getattr(held, step)
            paths |= {f"reading.{part}.{alias}" for alias in aliases(type(held))}
        paths -= {"reading.helpdesk.times", *(path for path in paths if path.endswith(".area_code"))}

        assert paths - {*CHANGES, *ELSEWHERE} == set()
        assert {*CHANGES} - paths == {"hours.zone", "reading.area_code"}

    @pytest.mark.parametrize(
        ("base", "name"),
        [(base, name) for base in BASES for name in CHANGES if (base, name) != ("bare", "channels")],
    )
    def test_all_ways_lead_to_one_edition(self, base: str, name: str) -> None:
        """By profile, by amendment, by `attrs.evolve`, by the constructor.

        The constructor is told the addresses and the zone twice, here by `reading` too: then it refuses.
        """
        found = {way: tried(make) for way, make in ways(base, name)}

        assert found["profile"] != "refused"
        for way, seen in found.items():
            told_otherwise = way == "constructor" and name in ("hours.zone", "channels")
            assert seen == ("refused" if told_otherwise else found["profile"]), way
        assert found["profile"] != tried(lambda: unchanged(base)) or name == "amends"

    @settings(max_examples=25, deadline=None)
    @given(
        base=st.sampled_from(sorted(BASES)), names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=3)
    )
    def test_several_changes_go_together(self, base: str, names: list[str]) -> None:
        """One after another or all in one profile: the same edition, whatever the order."""
        of_fields = {
            name.split(".")[0] + name.split(".")[-1]: name for name in names if base == "example" or name != "channels"
        }
        chosen = [CHANGES[name] for name in of_fields.values()]

        def amended() -> Regulation:
            regulation = unchanged(base)
            for name, change in zip(of_fields.values(), chosen, strict=True):
                value = change.value(regulation)
                if name == "hours":
                    value = attrs.evolve(value, zone=regulation.hours.zone)
                regulation = attrs.evolve(regulation, **{name.split(".")[0]: value})
            return regulation

        if {"levels", "queues"} <= {name.split(".")[-1] for name in names}:
            return
        assert tried(amended) == tried(lambda: profile(base, *chosen))

    @pytest.mark.parametrize("topic", TOPICS)
    def test_changed_rules_are_in_force_whichever_way(self, topic: str) -> None:
        """Tables have no keys in a profile; the other ways agree, and every table names the edition."""
        was = Regulation.example()
        policy = getattr(was, topic)
        for field in attrs.fields(type(policy)):
            if not isinstance(field.default, RuleTable):
                continue
            table = getattr(policy, field.name)
            shorter = RuleTable(table.name, table.facts, *table.rules[1:])
            changed = attrs.evolve(policy, **{field.name: shorter})
            found = [
                was.amend(name="other", in_force_from=date(2027, 1, 1), **{topic: changed}),
                attrs.evolve(was, **{topic: changed}).under(was.edition),
                rebuilt(was, **{topic: changed}),
            ]
            assert as_seen(found[0])["digest"] == as_seen(found[1])["digest"] == as_seen(found[2])["digest"]
            assert {each.tables[name].edition for each in found[:1] for name in each.tables} == {found[0].edition}
            assert {each.edition for each in found[1].tables.values()} == {was.edition}


class TestEdition:
    """The edition stands once too."""

    def test_every_way_moves_every_table(self) -> None:
        """By `attrs.evolve` and by the constructor as by `under`."""
        was = Regulation.example()
        other = was.amend(name="other", in_force_from=date(2027, 1, 1)).edition

        for made in (attrs.evolve(was, edition=other), was.under(other), rebuilt(was, edition=other)):
            assert {table.edition for table in made.tables.values()} == {other}
            assert {topic.edition for topic in made.topics.values()} == {other}
            assert made == was.under(other)


REFUSED: Mapping[str, tuple[Callable[[Regulation], Mapping[str, Any]], str]] = {
    "other hours in a topic": (
        lambda was: {"reaction": attrs.evolve(was.reaction, hours=ServiceHours.daily("10:00", "20:00"))},
        "change `hours` of the edition",
    ),
    "another zone in a topic": (
        lambda was: {"complaints": attrs.evolve(was.complaints, zone="Europe/London")},
        "change `hours` of the edition",
    ),
    "other mailboxes for reading": (
        lambda was: {
            "reading": attrs.evolve(
                was.reading, email=attrs.evolve(was.reading.email, mailboxes={"x@isp.com.ua": [Role.REQUESTS]})
            )
        },
        "contacts of `channels`",
    ),
    "area codes that differ": (
        lambda was: {"reading": attrs.evolve(was.reading, sms=attrs.evolve(was.reading.sms, area_code="32"))},
        "give one to all",
    ),
    "another topic's policy": (lambda was: {"complaints": was.refusal}, "a `ComplaintsPolicy` is wanted"),
    "no policy": (lambda was: {"complaints": 7}, "a `ComplaintsPolicy` is wanted"),
    "hours as text": (lambda was: {"hours": "08:00-24:00"}, "a `ServiceHours` is wanted"),
    "channels that are none": (lambda was: {"channels": {"email": "a@b.ua"}}, "a `Channel` is wanted"),
    "examples for real": (lambda was: {"purpose": "real"}, "reserved example"),
    "no such purpose": (lambda was: {"purpose": "reel"}, "did you mean `real`"),
    "no term": (lambda was: {"refusal": attrs.evolve(was.refusal, answer_time=timedelta())}, "not above nothing"),
    "a queue of a channel that is not there": (
        lambda was: {"queue": QueuePolicy(queues=[QueueSettings(name="q", channels={"pigeon"})])},
        "no channel of this profile",
    ),
    "a queue of a level that is not there": (
        lambda was: {
            "queue": QueuePolicy(queues=[QueueSettings(name="q", channels={"email"}, support_levels={"gold"})])
        },
        "no level of this profile",
    ),
    "a level gone that a queue needs": (
        lambda was: {
            "queue": QueuePolicy(queues=[QueueSettings(name="q", channels={"email"}, support_levels={"business"})]),
            "reaction": ReactionPolicy(),
        },
        "no level of this profile",
    ),
    "a channel without its address": (
        lambda was: {"channels": {**was.channels, "email": attrs.evolve(was.channels["email"], contacts=())}},
        "no contact is for requests",
    ),
    "one mailbox under two channels": (
        lambda was: {
            "channels": {**was.channels, "mail2": attrs.evolve(was.channels["email"], name="mail2")},
        },
        "stands under",
    ),
    "a template of nothing": (lambda was: {"messages": {"uk": {"nothing": {"text": "x"}}}}, "messages"),
    "an unknown clause": (lambda was: {"amends": ("3.122",)}, "did you mean"),
}


class TestRefusal:
    """What contradicts the rest of an edition is refused, whichever way it comes, with what to change."""

    @pytest.mark.parametrize("name", REFUSED)
    def test_every_way_refuses(self, name: str) -> None:
        """By amendment, by `attrs.evolve`, by the constructor."""
        was = Regulation.example()
        changes, told = REFUSED[name]
        every: tuple[Callable[[], Regulation], ...] = (
            lambda: was.amend(in_force_from=date(2027, 1, 1), **changes(was)),
            lambda: attrs.evolve(was, **changes(was)),
            lambda: rebuilt(was, **changes(was)),
        )
        for make in every:
            with pytest.raises(UsageError) as caught:
                make()
            assert told in str(caught.value)

    @pytest.mark.parametrize(
        ("topic", "field", "value"),
        [
            ("refusal", "absent_information", "interruption"),
            ("complaints", "status", "hearing"),
            ("queue", "serving", "arrival"),
        ],
    )
    def test_a_table_of_other_facts_is_no_table_for_a_policy(self, topic: str, field: str, value: str) -> None:
        """Refused when the policy is made, not when somebody asks it."""
        policy = getattr(Regulation.example(), topic)
        with pytest.raises(RuleError, match="is no table for"):
            attrs.evolve(policy, **{field: getattr(policy, value)})
        with pytest.raises(RuleError, match="is no table for"):
            attrs.evolve(policy, **{field: None})

    @pytest.mark.parametrize(
        ("topic", "field", "value", "told"),
        [
            ("intake", "other_mailbox", "unoficial", "did you mean `unofficial`"),
            ("reaction", "reaction_clock", "sundial", "no choice here"),
            ("refusal", "debt_suspension_agreed", "no", "true or false"),
            ("complaints", "working_days", 7.5, "a whole number"),
            ("complaints", "working_days", True, "a whole number"),
            (
                "intake",
                "determinable",
                "login",
                "a `IdentificationRequirement` (`parse_requirement`",
            ),
            ("identification", "actions", {"move": "login"}, "parse_requirement"),
            ("alerts", "roster", ["boss"], "a `Roster` is wanted"),
        ],
    )
    def test_a_setting_of_the_wrong_kind_is_refused(self, topic: str, field: str, value: Any, told: str) -> None:
        """A misspelt choice would else silently be the other one."""
        with pytest.raises(UsageError) as caught:
            attrs.evolve(getattr(Regulation.example(), topic), **{field: value})
        assert told in str(caught.value)

    def test_what_a_topic_took_from_its_edition_is_no_setting_of_its_own(self) -> None:
        """A policy read from an edition and changed goes back into it, beside other hours and channels."""
        was = Regulation.example()
        hours = ServiceHours.daily("10:00", "20:00")
        levels = (*was.reaction.levels, SupportLevel(name="gold", max_reaction=HOUR))
        changed = was.amend(
            in_force_from=date(2027, 1, 1),
            hours=hours,
            channels=mailbox(was),
            reaction=attrs.evolve(was.reaction, levels=levels),
            reading=attrs.evolve(was.reading, helpdesk=attrs.evolve(was.reading.helpdesk, staff={"anna"})),
        )

        assert changed.reaction.hours == changed.alerts.hours == changed.sides.hours == hours
        assert changed.reaction.level("gold") is not None
        assert changed.email.mailboxes == {"new@isp.com.ua": {Role.REQUESTS}}
        assert changed.reading.helpdesk.staff == {"anna"}

    def test_a_profile_with_the_phone_alone_keeps_no_line_of_what_it_has_not(self) -> None:
        """The default line takes mail, SMS and the helpdesk as far as they are there (3.13; reading I-20)."""
        phone = {"channels": {"phone": BASES["example"]["channels"]["phone"]}}
        regulation = build(structure(ProfileData, {**BASES["bare"], **phone}), "profile")
        changed = attrs.evolve(profile("bare"), channels=regulation.channels)

        assert regulation.queue.queues == ()
        assert as_seen(changed) == as_seen(regulation)
        assert {caution.code for caution in regulation.cautions} == {"departure"}

    def test_a_topic_alone_has_the_published_settings(self) -> None:
        """Apart from any edition: its own, else those of the text."""
        assert ReactionPolicy().hours == ServiceHours.published()
        assert QueuePolicy().queues[0].channels == {"email", "sms", "helpdesk"}
        assert isinstance(ReactionPolicy(), Topic)
