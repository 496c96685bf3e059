"""The types of the registry: clauses, other entries of the text, readings; for every clause."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import field, frozen

from netpoint_stp.clauses.fingerprints import Anchor
from netpoint_stp.clauses.languages import LANGUAGES, Language


@frozen(kw_only=True)
class Texts(Mapping[Language, str]):
    """The same words in each of the three languages, looked up by language: `summary["uk"]`."""

    ru: str
    uk: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """Return the words in that language; `KeyError` when it is none of the three."""
        if language not in LANGUAGES:
            raise KeyError(language)
        text: str = getattr(self, language)
        return text

    def __iter__(self) -> Iterator[Language]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


class ClauseKind(StrEnum):
    """What a clause does."""

    DEFINITION = "definition"
    DUTY = "duty"
    """Its bearer must."""
    RIGHT = "right"
    """Its bearer may."""
    EXEMPTION = "exemption"
    """Its bearer need not, or is not answerable."""
    CONDITION = "condition"
    """What makes something count."""
    NOTICE = "notice"
    """Information only."""


class Bearer(StrEnum):
    """Whom a clause binds, entitles or defines; the STP is the Company's service and acts in its name (1.4)."""

    COMPANY = "company"
    CLIENT = "client"
    STP = "stp"
    NONE = "none"


class Coverage(StrEnum):
    """How the library handles a clause."""

    DECIDE = "decide"
    """A rule table or a computation answers."""
    CHECK = "check"
    """The audit finds breaches in records."""
    RECORD = "record"
    """A typed object or port carries it."""
    DECLARE = "declare"
    """Listed, with the reason why no program can judge it."""


class EntryForm(StrEnum):
    """What an entry of the text that is no clause is."""

    TITLE = "title"
    HEADING = "heading"
    OPENING = "opening"
    """The words that open a list or a group of definitions."""


@frozen(kw_only=True)
class ClauseLocation:
    """Where in the document a clause stands; numbers from 1, `None` where the text has no such part.

    `list` counts the lists of section 4; `note` is the note of section 3; `after` means below the section.
    """

    section: int
    paragraph: int | None = None
    list: int | None = None
    item: int | None = None
    note: bool = False
    after: bool = False


@frozen(kw_only=True)
class Clause:
    """One clause of the regulation: what it is, whom it concerns, and how the library handles it.

    `breach_by` is the party whose breach a check would find. `reason` says why nothing can be computed; it
    is there for clauses that are only recorded or declared, and `None` for the others. `fingerprints` are
    the anchors of its sentences, in their order.
    """

    id: str
    kind: ClauseKind
    bearer: Bearer
    place: ClauseLocation
    summary: Texts
    handling: frozenset[Coverage]
    breach_by: Bearer | None
    reason: Texts | None
    fingerprints: tuple[Anchor, ...] = field(repr=False)

    @property
    def parent(self) -> str | None:
        """The id of the entry that this one is a part of (`3.9` for `3.9.1`); `None` at the top."""
        return self.id.rpartition(".")[0] or None


@frozen(kw_only=True)
class TextEntry:
    """A sentence of the document that is no clause: the title, a heading, the words that open a list."""

    id: str
    form: EntryForm
    summary: Texts
    fingerprints: tuple[Anchor, ...] = field(repr=False)


@frozen(kw_only=True)
class Reading:
    """A place where the text leaves a choice, and the choice made.

    `concerns` are the clauses in doubt (or `title`, for the document as a whole). `settings` are the keys
    of the profile that switch to another reading, none where that cannot be set; `choices` are the values
    of the first of them, the default first, where they are a closed list.
    """

    id: str
    concerns: tuple[str, ...]
    title: Texts
    doubt: Texts
    default: Texts
    why: Texts
    alternatives: Texts
    settings: tuple[str, ...]
    choices: tuple[str, ...]
