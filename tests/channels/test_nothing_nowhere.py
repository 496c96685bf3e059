"""Law 14: nothing that came in is nowhere. Each leaf of a message is text, or an attachment, or told in a remark."""

import base64
import mailbox
import quopri
import tempfile
from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen
from hypothesis import example, given
from hypothesis import strategies as st

from netpoint_stp.channels.email import read_email
from netpoint_stp.channels.files.forms import read_files
from netpoint_stp.channels.files.mailboxes import messages
from netpoint_stp.channels.interaction import Interaction, Quarantined, Remark
from netpoint_stp.channels.settings import ReadingSettings

DAMAGE = (Remark.TRANSFER_DAMAGED, Remark.CHARSET_UNCERTAIN, Remark.STRUCTURE_BROKEN)


@frozen(kw_only=True)
class Leaf:
    """One leaf as it is written down: which it is stands in its words, so that it can be looked for."""

    kind: str
    name: str
    disposition: str
    transfer: str
    charset: str
    footer: bool
    damaged: bool

    def body(self, token: str) -> bytes:
        """What the leaf holds, before its transfer encoding."""
        if not self.kind.startswith("text/"):
            return f"\x00{token}\xff".encode("latin-1")
        words = f"{token} не працює інтернет з учорашнього дня, прошу перевірити"
        words = f"<p>{words}</p>" if self.kind == "text/html" else words
        return words.encode(self.charset, "replace") + (b"\xff" if self.damaged else b"")

    def written(self, token: str) -> bytes:
        """The leaf with its header."""
        body = self.body(token)
        if self.transfer == "base64":
            body = base64.encodebytes(body) + (b"\n__________\nChecked by a gateway\n" if self.footer else b"")
        elif self.transfer == "quoted-printable":
            body = quopri.encodestring(body) + (b"=ZZ" if self.damaged else b"")
        charset = f"; charset={self.charset}" if self.kind.startswith("text/") else ""
        name = f'; name="{token}.{self.name}"' if self.name else ""
        shown = f"Content-Disposition: {self.disposition}\n" if self.disposition else ""
        head = f"Content-Type: {self.kind}{charset}{name}\n{shown}Content-Transfer-Encoding: {self.transfer}\n\n"
        return head.encode() + body


@frozen(kw_only=True)
class Branch:
    """A multipart, or a message that came along."""

    kind: str
    boundary: tuple[str, str]
    preamble: str
    closed: bool
    parts: "tuple[Leaf | Branch, ...]" = field()


def numbered(part: Leaf | Branch, path: str = "1") -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each leaf's place, its token, and the kinds of what it lies in."""
    if isinstance(part, Leaf):
        yield path.removeprefix("1.") or "1", f"leaf{path.replace('.', 'x')}end", frozenset()
        return
    for number, below in enumerate(part.parts, 1):
        for place, token, around in numbered(below, f"{path}.{number}"):
            yield place, token, around | {part.kind}


def written(part: Leaf | Branch, path: str = "1") -> bytes:
    """The part with its header, as it travels."""
    if isinstance(part, Leaf):
        return part.written(f"leaf{path.replace('.', 'x')}end")
    below = [written(each, f"{path}.{number}") for number, each in enumerate(part.parts, 1)]
    if part.kind == "message/rfc822":
        return b"Content-Type: message/rfc822\n\nFrom: b@mail.example\nSubject: within\n" + below[0]
    value, delimiter = (text.replace("PATH", path) for text in part.boundary)
    mark = f"--{delimiter}".encode()
    body = b"".join(mark + b"\n" + each + b"\n" for each in below)
    head = f"Content-Type: {part.kind};\n boundary={value}\n\n{part.preamble}".encode()
    return head + body + (mark + b"--\n" if part.closed else b"")


leaves = st.builds(
    Leaf,
    kind=st.sampled_from(
        [
            *("text/plain", "text/plain", "text/html", "text/enriched", "text/csv", "text/calendar", "image/png"),
            *("application/pdf", "application/ms-tnef", "message/delivery-status"),
        ]
    ),
    name=st.sampled_from(["", "", "txt", "log"]),
    disposition=st.sampled_from(["", "", "inline", "attachment"]),
    transfer=st.sampled_from(["8bit", "base64", "quoted-printable"]),
    charset=st.sampled_from(["utf-8", "koi8-u", "windows-1251"]),
    footer=st.booleans(),
    damaged=st.integers(0, 5).map(lambda number: number == 5),
)
boundaries = st.sampled_from(
    [
        ("bPATH", "bPATH"),
        ('"=_PATH=_"', "=_PATH=_"),
        ('"----=_Next\n PATH"', "----=_Next PATH"),
        ('"b(PATH)"', "b(PATH)"),
        ("bPATH (a comment; of a program)", "bPATH"),
        ('"b PATH" (comment)', "b PATH"),
    ]
)
kinds = st.sampled_from(
    [
        *("multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report", "multipart/signed"),
        *("multipart/digest", "multipart/x-other", "message/rfc822"),
    ]
)
preambles = st.sampled_from(["", "This is a multi-part message in MIME format.\n\n"])
trees = st.recursive(
    leaves,
    lambda parts: st.builds(
        Branch,
        kind=kinds,
        boundary=boundaries,
        preamble=preambles,
        closed=st.integers(0, 5).map(bool),
        parts=st.lists(parts, min_size=1, max_size=4).map(tuple),
    ),
    max_leaves=8,
)

ALTERNATIVE = Branch(
    kind="multipart/alternative",
    boundary=("b1", "b1"),
    preamble="",
    closed=True,
    parts=(
        Leaf(kind="text/plain", name="", disposition="", transfer="8bit", charset="utf-8", footer=False, damaged=False),
        Branch(
            kind="multipart/mixed",
            boundary=("b2", "b2"),
            preamble="",
            closed=True,
            parts=tuple(
                Leaf(
                    kind=kind,
                    name=name,
                    disposition="inline",
                    transfer="8bit",
                    charset="utf-8",
                    footer=False,
                    damaged=False,
                )
                for kind, name in (("text/html", ""), ("text/plain", "txt"))
            ),
        ),
    ),
)


class TestLaw14:
    """Nothing that came in is nowhere."""

    @given(trees, st.sampled_from(["\n", "\r\n"]))
    @example(ALTERNATIVE, "\n")
    def test_each_leaf_is_somewhere(self, tree: Leaf | Branch, end: str) -> None:
        """Each leaf is in the text, or is an attachment by its place, or lies in one, or is told in a remark."""
        raw = b"From: a@mail.example\nTo: support@netpoint.example\nSubject: x\nMIME-Version: 1.0\n" + written(tree)
        found = read_email(raw.replace(b"\n", end.encode()) if end == "\r\n" else raw)
        assert isinstance(found, Interaction)

        attached = {attachment.path for attachment in found.attachments}
        for place, token, around in numbered(tree):
            within = "message/rfc822" in around
            told = "multipart/alternative" in around and Remark.ALTERNATIVES_DIFFER in found.remarks
            assert token in found.text.full or place in attached or within or told, token

    @given(leaves)
    def test_a_leaf_of_mixed_is_text_or_attachment(self, leaf: Leaf) -> None:
        """What is no alternative of anything is text or attachment whatever its damage, which is told."""
        first = Leaf(
            kind="text/plain", name="", disposition="", transfer="8bit", charset="utf-8", footer=False, damaged=False
        )
        parts = (first, leaf)
        tree = Branch(kind="multipart/mixed", boundary=("b", "b"), preamble="", closed=True, parts=parts)
        found = read_email(b"From: a@mail.example\nSubject: x\nMIME-Version: 1.0\n" + written(tree))
        assert isinstance(found, Interaction)

        text = (
            leaf.kind in ("text/plain", "text/html", "text/enriched")
            and not leaf.name
            and leaf.disposition != "attachment"
        )
        assert ("leaf1x2end" in found.text.full) == text
        assert len(found.attachments) == (0 if text else 1)
        if text and leaf.damaged:
            assert found.remarks & set(DAMAGE) or leaf.charset != "utf-8"
        if leaf.footer and leaf.transfer == "base64":
            assert Remark.TRANSFER_DAMAGED in found.remarks


NO_MOMENT = ("From -", "From - ", "From a@b", "From a.b@mail.example", "From MAILER-DAEMON", "From a@b 30/11/26")
MOMENTS = (
    "From a@b Fri Nov 20 15:00:00 2026",
    "From - Fri Nov 20 15:00:00 2026",
    "From a@b  Fri Nov  6 15:00 2026",
    "From a@b Fri Nov 20 15:00:00 EET 2026",
    "From a@b Fri Nov 20 15:00:00 2026 remote from somewhere",
    "From a@b 2026-11-20T15:00:00 2026",
)
HEADERS = ("From: Olena <olena@mail.example>", "Return-Path: <a@b>", "Received: from a", "X-Mozilla-Status: 0001")
WORDS = ("No internet.", "", ">From here on it is down", ">>From", " From the yard", "Fromage", "Subject: none", "-- ")
mails = st.builds(
    lambda separator, header, words: (separator, [header, "Subject: x", "", "Hello.", *words]),
    st.sampled_from(NO_MOMENT + MOMENTS),
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(WORDS), max_size=4),
)
LOOSE = ("From now on it is down", "From the log", "From a@b Fri Nov 20 15:00:00 2026", "From -", "Status: down")
ends = st.sampled_from(["\n", "\r\n"])


def counted(lines: list[str], end: str, name: str = "x.mbox") -> tuple[int, int, bool]:
    """How many messages an mbox has here and by the standard library, and whether something about it is remarked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(end.join(lines).encode())
        files = [(message.source, message.read(), message.remarks) for message in messages(path)]
        box = mailbox.mbox(path, create=False)
        theirs = len(box)
        box.close()
    found = [read for _, read in read_files(files, ReadingSettings())]
    told = any(isinstance(read, Quarantined) or Remark.MBOX_UNCLEAR in read.remarks for read in found)
    return len(found), theirs, told


class TestLaw14OfMailboxes:
    """Each message of an mbox is one, or a remark says why it may be otherwise."""

    @given(st.lists(mails, min_size=1, max_size=5), st.sampled_from([0, 1, 2]), ends, st.sampled_from(["", "\n"]))
    def test_every_separator(self, written: list[tuple[str, list[str]]], blanks: int, end: str, last: str) -> None:
        """Whatever form the separators have, there are as many messages as were written, and nothing is in doubt."""
        lines = [line for separator, mail in written for line in (separator, *mail, *[""] * blanks)]
        ours, theirs, told = counted([*lines, last], end)

        assert ours == theirs == len(written)
        assert not told

    @given(
        st.lists(
            st.one_of(st.sampled_from(NO_MOMENT + MOMENTS + HEADERS + WORDS + LOOSE)),
            max_size=14,
        ),
        ends,
    )
    @example(["From a@b", "From: a@b", "", "words", "", "From now on it is down", "bye"], "\n")
    @example(["words without a separator", "", "From -", "From: a@b", "", "x"], "\n")
    def test_any_lines(self, lines: list[str], end: str) -> None:
        """Where the standard library counts otherwise, a remark or a quarantine says that it is not clear."""
        ours, theirs, told = counted(lines, end)

        assert ours == theirs or told

    @given(st.lists(mails, min_size=2, max_size=4), ends)
    def test_other_names(self, written: list[tuple[str, list[str]]], end: str) -> None:
        """An mbox by another name is one where blank lines part its messages."""
        lines = [line for separator, mail in written for line in (separator, *mail, "")]

        assert counted(lines, end, "Inbox")[0] == len(written)
