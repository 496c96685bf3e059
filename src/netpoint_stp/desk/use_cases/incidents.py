"""Incidents (2.4, 2.5, 4.1.2, 4.1.3, 4.5; I-25, I-26): who is told of a problem, what is published on the site."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from attrs import evolve

from netpoint_stp.casebook.events import moment_text
from netpoint_stp.casebook.journal import SYSTEM, Json
from netpoint_stp.casebook.messages import NoticeMessage, Outgoing
from netpoint_stp.casebook.projection import IncidentRecord
from netpoint_stp.casebook.steps import EventKind
from netpoint_stp.channels.interaction import Party, PartyKind
from netpoint_stp.desk.messages import told_moment
from netpoint_stp.desk.outcomes import Outcome
from netpoint_stp.desk.room import Room, Unit, staff
from netpoint_stp.errors import ForbiddenStepError, UsageError
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.policy.alerts.policy import EquipmentOwner
from netpoint_stp.policy.notices import NoticeDuty
from netpoint_stp.regulation import Regulation
from netpoint_stp.regulation.observations.form import NoticeObservations
from netpoint_stp.regulation.observations.incidents import (
    AlertObservations,
    MaintenanceNoticeObservations,
    OutageNoticeObservations,
    WatchObservations,
)
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.interruptions import NoticedBy, Outage, PlannedMaintenance
from netpoint_stp.wording import LANGUAGES, Language, say

K = EventKind


class Incidents(Room):
    """The use cases of problems and planned work."""

    def alert(
        self,
        incident: Outage,
        what: str,
        *,
        by: str | None = None,
        owner: EquipmentOwner = EquipmentOwner.COMPANY,
        noticed_by: NoticedBy | None = None,
    ) -> Outcome:
        """Write down a problem that was noticed and tell the persons concerned (2.5, 4.1.3).

        The id of the outage tells a repeat, of which nothing is written. Those of the roster whom it certainly concerns
        are told at once, whatever the hour (I-16); where the profile names nobody, or no roster, the decision says so.
        That they were told is written down when the alerter has taken the message. `noticed_by` None: nobody said;
        `noticed` says it later.
        """
        if not what.strip():
            raise UsageError("it is not said what the problem is; say it in a few words, for those who are told")
        with self.unit("alert", None) as unit:
            if incident.noticed_at > unit.now:
                raise UsageError("the problem was noticed at a moment that has not come yet; correct it")
            unit.named(incident.id)
            regulation = self.edition_for(incident.noticed_at)
            who = regulation.alerts.who(incident)
            unit.judge(_alert_observations(incident, owner, unit.now), regulation)
            if noticed_by is not None:
                unit.judge(_watch_observations(incident, owner, noticed_by), regulation)
            data: dict[str, Any] = {
                "incident": "outage",
                "noticed_at": moment_text(incident.noticed_at),
                "trouble_with": incident.trouble_with.value,
                "extent": None if incident.extent is None else incident.extent.value,
                "services": sorted(incident.services),
                "began_at": None if incident.began_at is None else moment_text(incident.began_at),
                "ended_at": None if incident.ended_at is None else moment_text(incident.ended_at),
                "owner": owner.value,
                "noticed_by": None if noticed_by is None else noticed_by.value,
                "what": what,
                "act": uuid4().hex,
            }
            key = f"incident {incident.id}"
            case_id = unit.open(K.NOTICED, regulation, by=staff(by) if by else SYSTEM, data=data, key=key)
            if unit.events[-1].data.get("act") != data["act"]:
                return Outcome(case=unit.incident(case_id), repeat=True)
            entries = () if isinstance(who.value, Unknown) or owner is not EquipmentOwner.COMPANY else who.value
            values = {
                "number": case_id,
                "what": what,
                "date": told_moment(incident.noticed_at, regulation, self.language),
                "services": _services(incident.services, self.language),
            }
            subject, text = self.write("alert", regulation, self.language, **values)
            for number, entry in enumerate(entries):
                address = entry.address or ""
                party = Party(kind=PartyKind.NAME, normalised=address or None, received=address, name=entry.role)
                alert = Outgoing(
                    key=f"{case_id}/alert/{number}",
                    channel="alert",
                    to=(party,),
                    subject=subject,
                    text=text,
                    language=self.language,
                    case_id=case_id,
                    purpose="alert",
                )
                unit.post(alert)
            return unit.done(case_id)

    def noticed(
        self,
        incident_id: str,
        noticed_by: NoticedBy,
        *,
        by: str,
        began_at: datetime | None = None,
        owner: EquipmentOwner | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Write down who noticed a problem and, as found out later, when it began (2.4, 4.1.2) and whose it is.

        What is None stays as it was. The decision says whether the Company's own watch noticed it, and in time.
        Refused (`UsageError`) for planned maintenance, and for a beginning after it was noticed.
        """
        with self.unit("noticed", key) as unit:
            if (done := unit.before(incident_id)) is not None:
                return done
            record = unit.incident(incident_id)
            outage = record.incident
            if not isinstance(outage, Outage):
                raise UsageError(f"`{incident_id}` is planned work; only a problem is noticed by somebody")
            if began_at is not None and began_at > outage.noticed_at:
                raise UsageError(f"`{incident_id}` was noticed before it began, by what is said; correct the moment")
            regulation = self.edition_of(record)
            known = evolve(outage, began_at=began_at or outage.began_at)
            unit.judge(_watch_observations(known, owner or record.owner, noticed_by), regulation)
            data: dict[str, Json] = {"incident": "outage", "noticed_by": noticed_by.value}
            data |= {} if began_at is None else {"began_at": moment_text(began_at)}
            data |= {} if owner is None else {"owner": owner.value}
            unit.step(incident_id, K.NOTICED, regulation, by=staff(by), data=data)
            return unit.done(incident_id)

    def publish(
        self,
        incident: Outage | PlannedMaintenance | str,
        texts: Mapping[Language, str] | None = None,
        *,
        by: str,
        emergency: bool | None = None,
        key: str | None = None,
    ) -> Outcome:
        """Publish maintenance, or in an emergency a failure on the backbone, on the Company's site (4.5).

        `incident` may be the id of one that is there. In all languages; `texts` add what clients should know. Refused
        (`ForbiddenStepError`) where 4.5 asks for no notice. Published again, it replaces the notice.
        """
        with self.unit("publish", key) as unit:
            case_id = incident if isinstance(incident, str) else self._opened(unit, incident, by)
            if (done := unit.before(case_id)) is not None:
                return done
            record = unit.incident(case_id)
            regulation = self.edition_of(record)
            judged = unit.judge(_notice_observations(record, emergency, unit.now), regulation)
            if judged.outcome is NoticeDuty.NOT_REQUIRED:
                raise ForbiddenStepError(
                    f"incident `{case_id}` is nothing that is published on the site; tell those concerned",
                    judged.clauses,
                )
            notice = self._notice(record, regulation, texts or {})
            data: dict[str, Json] = {"notice": plain_notice(notice)}
            data |= {} if emergency is None else {"emergency": emergency}
            written = unit.step(case_id, K.NOTED, regulation, by=staff(by), data=data)
            posted = Outgoing(
                key=f"{case_id}/notice/{written.number}",
                channel="notice",
                to=(_SITE,),
                subject=notice.titles[self.language],
                text=notice.texts[self.language],
                language=self.language,
                case_id=case_id,
                purpose="notice",
            )
            unit.post(posted)
            return unit.done(case_id)

    def end(self, incident_id: str, ended_at: datetime, *, by: str, key: str | None = None) -> Outcome:
        """Write down that a problem is over."""
        with self.unit("end", key) as unit:
            if (done := unit.before(incident_id)) is not None:
                return done
            regulation = self.edition_of(unit.incident(incident_id))
            unit.step(incident_id, K.ENDED, regulation, by=staff(by), data={"ended_at": moment_text(ended_at)})
            return unit.done(incident_id)

    def _opened(self, unit: Unit, incident: Outage | PlannedMaintenance, by: str) -> str:
        regulation = self.edition_for(incident.noticed_at if isinstance(incident, Outage) else incident.start)
        data: dict[str, Any] = {"services": sorted(incident.services)}
        if isinstance(incident, PlannedMaintenance):
            data |= {"incident": "maintenance", "start": moment_text(incident.start), "end": moment_text(incident.end)}
        else:
            data |= {
                "incident": "outage",
                "noticed_at": moment_text(incident.noticed_at),
                "trouble_with": incident.trouble_with.value,
                "extent": None if incident.extent is None else incident.extent.value,
                "began_at": None if incident.began_at is None else moment_text(incident.began_at),
            }
        return unit.open(K.NOTICED, regulation, by=staff(by), data=data, key=f"incident {incident.id}")

    def _notice(self, record: IncidentRecord, regulation: Regulation, texts: Mapping[Language, str]) -> NoticeMessage:
        incident = record.incident
        planned = isinstance(incident, PlannedMaintenance)
        start = incident.start if isinstance(incident, PlannedMaintenance) else incident.began_at or incident.noticed_at
        end = incident.end if isinstance(incident, PlannedMaintenance) else incident.ended_at
        told = {}
        for lang in LANGUAGES:
            values = {
                "services": _services(incident.services, lang),
                "start": told_moment(start, regulation, lang),
                "end": "" if end is None else told_moment(end, regulation, lang),
                "text": texts.get(lang, ""),
            }
            told[lang] = self.write("maintenance" if planned else "failure", regulation, lang, **values)
        return NoticeMessage(
            key=record.id,
            incident_id=record.id,
            titles={lang: title for lang, (title, _) in told.items()},
            texts={lang: text.strip() for lang, (_, text) in told.items()},
            services=incident.services,
            start=start,
            end=end,
        )


_UTC = zone("UTC")
_SITE = Party(kind=PartyKind.NAME, normalised=None, received="", name="site")


def _services(services: frozenset[str], lang: Language) -> str:
    return ", ".join(sorted(services)) or say("desk.all_services", lang)


def _watch_observations(incident: Outage, owner: EquipmentOwner | None, noticed_by: NoticedBy) -> WatchObservations:
    return WatchObservations(
        noticed_at=incident.noticed_at,
        began_at=incident.began_at,
        trouble_with=incident.trouble_with,
        owner=UNKNOWN if owner is None else owner,
        noticed_by=noticed_by,
    )


def _alert_observations(incident: Outage, owner: EquipmentOwner, now: datetime) -> AlertObservations:
    return AlertObservations(
        noticed_at=incident.noticed_at,
        trouble_with=incident.trouble_with,
        extent=incident.extent,
        services=tuple(sorted(incident.services)),
        alerted_at=incident.alerted_at,
        published_at=incident.published_at,
        owner=owner,
        now=now,
    )


def _notice_observations(record: IncidentRecord, emergency: bool | None, now: datetime) -> NoticeObservations:
    incident = record.incident
    in_emergency = UNKNOWN if emergency is None else emergency
    if isinstance(incident, PlannedMaintenance):
        return MaintenanceNoticeObservations(
            emergency=in_emergency,
            start=incident.start,
            end=incident.end,
            published_at=incident.published_at,
            now=now,
        )
    return OutageNoticeObservations(
        emergency=in_emergency,
        noticed_at=incident.noticed_at,
        trouble_with=incident.trouble_with,
        extent=incident.extent,
        services=tuple(sorted(incident.services)),
        alerted_at=incident.alerted_at,
        published_at=incident.published_at,
        owner=record.owner or EquipmentOwner.COMPANY,
        now=now,
    )


def plain_notice(notice: NoticeMessage) -> dict[str, Json]:
    """Return a notice as the journal keeps it."""
    return {
        "key": notice.key,
        "incident_id": notice.incident_id,
        "titles": {str(lang): title for lang, title in notice.titles.items()},
        "texts": {str(lang): text for lang, text in notice.texts.items()},
        "services": [*sorted(notice.services)],
        "start": _iso(notice.start),
        "end": _iso(notice.end),
    }


def notice_of(plain: Mapping[str, Any]) -> NoticeMessage:
    """Return the notice that the journal kept."""
    moments = {name: None if plain[name] is None else datetime.fromisoformat(plain[name]) for name in ("start", "end")}
    return NoticeMessage(**dict(plain) | moments)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else in_zone(moment, _UTC).isoformat()
