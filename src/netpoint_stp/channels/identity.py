"""By what a repeat is recognised: the channel's id and the content, so that no clash loses a message (3.13)."""

from collections.abc import Iterable
from enum import Enum
from hashlib import sha256

from attrs import field, frozen


@frozen(kw_only=True)
class MessageKey:
    """By what a repeat is recognised: the channel's own id, and a digest of what was said.

    A store keeps an interaction under both and asks `same_message`: the same key with other content is
    another message under a reused id, kept and linked, never dropped.
    """

    channel: str
    key: str = field(repr=False)
    """The canonical id within the channel; `content:` and the digest where it came with none."""
    content: str
    """SHA-256 of what was sent, whatever way it travelled, hexadecimal."""
    content_suffices: bool = False
    """True only where the content holds the sender's own moment, so that equal content is the same message."""

    @property
    def own_id(self) -> str | None:
        """The canonical id that it came with; None where it had none."""
        return None if self.key.startswith("content:") else self.key


class Sameness(Enum):
    """How two messages relate by their identities."""

    SAME = "same"
    REUSED_ID = "reused_id"
    """Another message under an id that was already used: keep both, link them."""
    DIFFERENT = "different"


def same_message(one: MessageKey, other: MessageKey) -> Sameness:
    """Tell whether two identities are of one message; symmetric.

    A copy that lost its id on the way, or that a gateway gave another one, is the same message as the
    first where the content tells it.
    """
    if one.channel != other.channel:
        return Sameness.DIFFERENT
    if one.content == other.content and (one.key == other.key or one.content_suffices):
        return Sameness.SAME
    return Sameness.REUSED_ID if one.key == other.key else Sameness.DIFFERENT


def content_digest(parts: Iterable[str | bytes]) -> str:
    """Return a SHA-256 over the parts, each told apart from its neighbours; the parts are texts or bytes."""
    digest = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
