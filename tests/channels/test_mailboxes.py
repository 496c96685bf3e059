"""Where messages lie: files, directories, Maildirs, mbox files; none passed over, none cut."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.files.mailboxes import count_messages, messages
from netpoint_stp.errors import UsageError

MAIL = b"From: a@example.com\nSubject: x\n\nwords\n"


class TestMailboxes:
    """Messages from files, directories, Maildirs and mbox files."""

    def test_directory(self, tmp_path: Path) -> None:
        """Every file of a directory and of those within it, in the order of their names, but for hidden ones."""
        (tmp_path / "b").mkdir()
        for name in ("c.eml", "a.eml", "b/d.eml", ".hidden"):
            (tmp_path / name).write_bytes(MAIL)

        assert [Path(found.source).name for found in messages(tmp_path)] == ["a.eml", "d.eml", "c.eml"]
        assert all(found.read() == MAIL for found in messages(tmp_path))

    def test_maildir(self, tmp_path: Path) -> None:
        """A Maildir gives what is in `cur` and `new`, not what is being delivered."""
        for folder in ("cur", "new", "tmp"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / f"1.{folder}").write_bytes(MAIL)

        assert [Path(found.source).name for found in messages(tmp_path)] == ["1.cur", "1.new"]

    def test_maildirs_within_a_maildir(self, tmp_path: Path) -> None:
        """Maildirs within one give theirs too; what the mail server keeps beside them is no mail."""
        for folder in ("cur", "new", "Archive/cur", "Archive/new", "other"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / f"1.{folder[:3]}").write_bytes(MAIL)
        (tmp_path / "dovecot-uidlist").write_bytes(b"3 V1\n")

        assert [Path(found.source).name for found in messages(tmp_path)] == ["1.cur", "1.new", "1.Arc", "1.Arc"]

    @pytest.mark.parametrize("name", ["box.mbox", "box"])
    def test_mbox_without_blank_lines(self, tmp_path: Path, name: str) -> None:
        """Put together without blank lines between, its messages are told by the header below the envelope line."""
        line = b"From a@example.com Fri Nov 20 15:00:00 2026\n"
        (tmp_path / name).write_bytes(line + (line + MAIL) * 3)

        assert [found.read() for found in messages(tmp_path / name)] == [line + line + MAIL] + [line + MAIL] * 2

    def test_mbox(self, tmp_path: Path) -> None:
        """An mbox gives its messages one by one, with the quoting of `From ` undone."""
        path = tmp_path / "box.mbox"
        line = b"From a@example.com Fri Nov 20 15:00:00 2026\n"
        within = b">From here on\nFrom now on\nFrom us Fri Nov 20 15:00:00 2026\n\n"
        path.write_bytes(line + MAIL + within + line + MAIL + b"\n")
        found = list(messages(path))

        assert [entry.source for entry in found] == [f"{path}#1", f"{path}#2"]
        assert b"\nFrom here on\nFrom now on\n" in found[0].read()
        assert count_messages(path) == 2

    def test_mbox_without_envelope(self, tmp_path: Path) -> None:
        """What stands before the first envelope line is a message of its own: nothing is lost."""
        path = tmp_path / "box.mbox"
        path.write_bytes(MAIL + b"\nFrom a@example.com Fri Nov 20 15:00:00 2026\n" + MAIL)

        assert [entry.read()[:6] for entry in messages(path)] == [b"From: ", b"From a"]

    @given(
        st.lists(
            st.sampled_from([b"From a@b Fri Nov 20 15:00:00 2026\n", b"From x\n", b"\n", b"words\n", b"Subject: x\n"]),
            max_size=15,
        )
    )
    def test_every_byte_of_an_mbox_is_in_one_message(self, lines: list[bytes]) -> None:
        """The messages of an mbox lie one after the other and leave out nothing but blank lines at the top."""
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.mbox"
            path.write_bytes(b"".join(lines))
            found = list(messages(path))

            assert found
            assert b"".join(lines).lstrip(b"\n") == b"".join(
                path.read_bytes()[entry.start : entry.start + (entry.size or 0)] for entry in found
            )

    @pytest.mark.parametrize(("name", "count"), [("Inbox", 2), ("mail.txt", 2), ("one.eml", 1), ("box.MBOX", 2)])
    def test_mbox_by_its_content(self, tmp_path: Path, name: str, count: int) -> None:
        """What starts like an mbox and holds a second message is one, whatever its name; an `.eml` is one message."""
        line = b"From a@example.com Fri Nov 20 15:00:00 2026\n"
        path = tmp_path / name
        path.write_bytes(line + MAIL + b"\n" + line + MAIL)

        assert count_messages(path) == count

    @pytest.mark.parametrize(
        "raw",
        [
            b"From a@example.com Fri Nov 20 15:00:00 2026\n" + MAIL,
            b"From a@example.com Fri Nov 20 15:00:00 2026\n" + MAIL + b"\nFrom us Fri Nov 20 15:00:00 2026\n\nnews\n",
            MAIL + b"\nFrom a@example.com Fri Nov 20 15:00:00 2026\n" + MAIL,
        ],
    )
    def test_one_message_that_looks_like_an_mbox(self, tmp_path: Path, raw: bytes) -> None:
        """A message with an envelope line above it, or one within its words, is one message, whole."""
        path = tmp_path / "mail"
        path.write_bytes(raw)
        (found,) = messages(path)

        assert (found.source, found.read()) == (str(path), raw)

    @pytest.mark.parametrize("raw", [b"", b"\n", b"\n\n\r\n"])
    def test_mbox_without_words(self, tmp_path: Path, raw: bytes) -> None:
        """An empty mbox is one empty message: each file has its result."""
        path = tmp_path / "box.mbox"
        path.write_bytes(raw)

        assert [entry.read() for entry in messages(path)] == [b""]

    def test_a_message_that_grows(self, tmp_path: Path) -> None:
        """A file is read as it is when it is read, not as long as it was when the directory was listed."""
        path = tmp_path / "a.eml"
        path.write_bytes(MAIL)
        (found,) = messages(path)
        path.write_bytes(MAIL + b"more\n")

        assert found.read() == MAIL + b"more\n"

    def test_links_in_a_circle(self, tmp_path: Path) -> None:
        """A link to a directory above is not followed; one to another directory is."""
        (tmp_path / "box").mkdir()
        (tmp_path / "box" / "a.eml").write_bytes(MAIL)
        (tmp_path / "box" / "back").symlink_to(tmp_path)
        (tmp_path / "other").symlink_to(tmp_path / "box")

        assert [Path(found.source).parent.name for found in messages(tmp_path)] == ["box", "other"]

    def test_a_directory_that_may_not_be_listed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is told at once, before anything is read: what lies there must not go unnoticed."""

        def refuse(_: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)

        with pytest.raises(UsageError, match="cannot be listed: Permission denied"):
            count_messages(tmp_path)

    def test_nothing_there(self, tmp_path: Path) -> None:
        """A path where nothing is is an error that says so."""
        with pytest.raises(UsageError, match="there is no file or directory"):
            list(messages(tmp_path / "none"))
