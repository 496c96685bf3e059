"""What arrives, in the memory store (3.1, 3.13): once each, redacted, raw messages apart."""

from attrs import evolve

from netpoint_stp.backends.memory.work import UnitOfWork, call
from netpoint_stp.backends.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    Recorded,
    Repeat,
    StoredInteraction,
    StoredQuarantined,
    made_id,
    number_of,
)
from netpoint_stp.backends.stored import redacted
from netpoint_stp.channels.identity import Identity, Sameness, same_message
from netpoint_stp.channels.interaction import Interaction, Quarantined


class Recording(UnitOfWork):
    """`Transaction.record` and `Transaction.quarantine`."""

    @call
    def record(self, interaction: Interaction, raw: bytes | None = None) -> Recorded:
        """As `Transaction.record`."""
        tables, identity = self.tables, interaction.identity
        key, content = (identity.channel, identity.key), (identity.channel, identity.content)
        near = dict.fromkeys((*tables.by_key.get(key, ()), *tables.by_content.get(content, ())))
        earlier = sorted((tables.interactions[each] for each in near), key=lambda each: each.arrival_number)
        for each in earlier:
            if same_message(each.interaction.identity, identity) is Sameness.SAME:
                return _recorded(each, Repeat.REPEAT)
        reused = next((each.id for each in earlier if _reuses(each.interaction.identity, identity)), None)
        number = self.writing.number("arrival")
        stored = StoredInteraction(
            id=made_id(INTERACTION_LETTER, self.writing.number(INTERACTION_LETTER)),
            interaction=redacted(interaction, self.patterns),
            arrival_number=number,
            recorded_at=self.moment,
            reused_id_of=reused,
            raw_kept=raw is not None,
        )
        self.writing.put(tables.interactions, stored.id, stored)
        if raw is not None:
            self.writing.put(tables.raw, stored.id, bytes(raw))
        self.writing.add(tables.by_key, key, stored.id)
        self.writing.add(tables.by_content, content, stored.id)
        self.writing.add(tables.by_message_id, identity.key, stored.id)
        sender = stored.interaction.sender
        if sender is not None and sender.normalised is not None:
            self.writing.add(tables.by_sender, sender.normalised, stored.id)
        return _recorded(stored, Repeat.FIRST if reused is None else Repeat.REUSED_ID)

    @call
    def quarantine(self, item: Quarantined) -> Recorded:
        """As `Transaction.quarantine`."""
        known = self.tables.quarantined_content.get((item.channel, item.digest))
        if known is not None:
            first = self.tables.quarantined[known]
            number = number_of(known, QUARANTINE_LETTER) or 0
            return Recorded(id=known, arrival_number=number, recorded_at=first.recorded_at, repeat=Repeat.REPEAT)
        number = self.writing.number(QUARANTINE_LETTER)
        stored = StoredQuarantined(
            id=made_id(QUARANTINE_LETTER, number),
            item=evolve(item, raw=b""),
            recorded_at=self.moment,
            raw_kept=True,
        )
        self.writing.put(self.tables.quarantined, stored.id, stored)
        self.writing.put(self.tables.quarantined_content, (item.channel, item.digest), stored.id)
        self.writing.put(self.tables.raw, stored.id, bytes(item.raw))
        return Recorded(id=stored.id, arrival_number=number, recorded_at=self.moment)


def _recorded(stored: StoredInteraction, repeat: Repeat) -> Recorded:
    return Recorded(
        id=stored.id,
        arrival_number=stored.arrival_number,
        recorded_at=stored.recorded_at,
        repeat=repeat,
        reused_id_of=stored.reused_id_of,
    )


def _reuses(one: Identity, other: Identity) -> bool:
    return same_message(one, other) is Sameness.REUSED_ID
