"""Recording what arrives, in a unit of work (3.1, 3.13): exactly once, redacted, raw messages apart."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from netpoint_stp.backends.journaling import Journaling
from netpoint_stp.backends.storage import CONTENT, EarlierInteraction, IdentityDigests, NewInteraction, Numbered
from netpoint_stp.casebook.records import (
    INTERACTION_LETTER,
    QUARANTINE_LETTER,
    RecordResult,
    Repeat,
    StoredInteraction,
    StoredQuarantined,
    made_id,
    number_of,
)
from netpoint_stp.channels.identity import Sameness, same_message
from netpoint_stp.channels.interaction import Interaction, Quarantined


class Recording(Journaling):
    """`Transaction.record` and `Transaction.quarantine`."""

    def record(self, interaction: Interaction, raw: bytes | None = None) -> RecordResult:
        """See `Transaction.record`."""
        return self.record_many([(interaction, raw)])[0]

    def record_many(self, items: Sequence[tuple[Interaction, bytes | None]]) -> tuple[RecordResult, ...]:
        """Keep several interactions, as `record` does one after the other, in that order; much faster."""
        arrived = [(IdentityDigests.of(interaction.identity), interaction, raw) for interaction, raw in items]
        alike = _Alike(self.storage.alike([digests for digests, *_ in arrived]))
        results: list[RecordResult] = []
        new: list[NewInteraction] = []
        last = self.next(Numbered.INTERACTION) - 1
        for digests, interaction, raw in arrived:
            same, reused = alike.to(digests)
            if same is not None:
                results.append(_recorded(same, Repeat.REPEAT))
                continue
            last += 1
            known = EarlierInteraction(last, self.now, None if reused is None else reused.number, digests)
            alike.add(known)
            results.append(_recorded(known, Repeat.FIRST if reused is None else Repeat.REUSED_ID))
            stored = StoredInteraction(
                id=results[-1].id,
                interaction=self.redaction.interaction(interaction),
                arrival_number=last,
                recorded_at=self.now,
                reused_id_of=results[-1].reused_id_of,
                raw_kept=raw is not None,
            )
            new.append(NewInteraction(number=last, stored=stored, digests=digests, raw=raw))
            results[-1] = evolve(results[-1], interaction=stored.interaction)
        if new:
            self.storage.add_interactions(new)
            self.give(Numbered.INTERACTION, last)
        self.note_recorded({each.arrival_number for each in results})
        return tuple(results)

    def quarantine(self, item: Quarantined) -> RecordResult:
        """See `Transaction.quarantine`."""
        known = self.storage.unique(CONTENT, item.channel, item.digest)
        if known is not None:
            number = number_of(known.id, QUARANTINE_LETTER) or 0
            return RecordResult(id=known.id, arrival_number=number, recorded_at=known.recorded_at, repeat=Repeat.REPEAT)
        number = self.next(Numbered.QUARANTINED)
        item_id = made_id(QUARANTINE_LETTER, number)
        stored = StoredQuarantined(id=item_id, item=evolve(item, raw=b""), recorded_at=self.now, raw_kept=True)
        self.storage.add_quarantined(number, stored, bytes(item.raw))
        self.give(Numbered.QUARANTINED, number)
        return RecordResult(id=item_id, arrival_number=number, recorded_at=self.now)


class _Alike:
    """Interactions that share an id or a content with one of those to be recorded."""

    def __init__(self, earlier: Iterable[EarlierInteraction]) -> None:
        self._by_digest: Final[dict[bytes, dict[int, EarlierInteraction]]] = {}
        for each in earlier:
            self.add(each)

    def add(self, interaction: EarlierInteraction) -> None:
        """Add one that is there, or is about to be."""
        for digest in (interaction.digests.key, interaction.digests.content):
            self._by_digest.setdefault(digest, {})[interaction.number] = interaction

    def to(self, digests: IdentityDigests) -> tuple[EarlierInteraction | None, EarlierInteraction | None]:
        """Return the earliest that is the same message, and the earliest other one whose id this one reuses."""
        both = self._by_digest.get(digests.key, {}) | self._by_digest.get(digests.content, {})
        earliest: dict[Sameness, EarlierInteraction] = {}
        for number in sorted(both):
            sameness = same_message(both[number].digests.identity, digests.identity)
            earliest.setdefault(sameness, both[number])
        return earliest.get(Sameness.SAME), earliest.get(Sameness.REUSED_ID)


def _recorded(interaction: EarlierInteraction, repeat: Repeat) -> RecordResult:
    reused = interaction.reused
    return RecordResult(
        id=made_id(INTERACTION_LETTER, interaction.number),
        arrival_number=interaction.number,
        recorded_at=interaction.recorded_at,
        repeat=repeat,
        reused_id_of=None if reused is None else made_id(INTERACTION_LETTER, reused),
    )
