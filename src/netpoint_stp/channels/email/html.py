"""The text of an HTML part as a person would see it, quotations and signatures marked as in plain text."""

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def _tags(*lines: str) -> frozenset[str]:
    return frozenset(tag for line in lines for tag in line.split())


_BLOCKS = _tags(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form",
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul",
    "caption legend summary textarea",
)
_PARAGRAPHS = _tags("p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre")
_UNSEEN = _tags("head script style title noscript template object embed svg math select")
_RULED = "_" * 32
"""As mail programs write a rule in plain text."""
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden")
_SIGNATURES = re.compile(r"(?i)\b(?:gmail_signature|moz-signature|mail-signature|ms-outlook-mobile-signature)\b")
_INDENTED = re.compile(r"(?i)(?:^|;)\s*margin(?:-left)?\s*:[^;]{0,60}(?<![\d.])[1-9]\d{0,2}(?:px|pt|em|cm)")
_LINED = re.compile(r"(?i)border(?:-left)?(?:-[a-z]{3,10})?\s*:\s*+(?!none|0)")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_NEVER_CLOSED = _tags(
    "p li td th tr dt dd br img hr input meta link thead tbody tfoot col colgroup area base wbr source",
    "html head body",
)
_DEEPEST = 1500
_DEEPEST_QUOTE = 9
_MANY_LINES = re.compile(r"\n{3,}")


def html_text(html: str) -> str:
    """Return the visible text: blocks and rules on lines of their own, `>` before each line of a quotation per level,
    `-- ` before a signature that the mail program marked. Never raises; what is not HTML comes back as it reads.

    HTML that nests deeper than any mail program writes is read without its structure: the parser takes
    time that grows with the square of the depth.
    """
    if _depth(html) > _DEEPEST:
        return _MANY_LINES.sub("\n\n", unescape(_ANY_TAG.sub(" ", html)))
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(html.replace("\x00", "�")).root
    if root is None:
        return ""
    return _Lines().of(root)


def _depth(html: str) -> int:
    """Return about how deep the elements nest, by their tags alone."""
    deepest = depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _NEVER_CLOSED:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Lines:
    """The lines as they grow while walking the tree; no recursion, since mail may nest as deep as it likes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []
        self.quoted = 0
        self.quoting: list[bool] = []
        """For each open `blockquote` whether it quotes."""
        self.literal = 0

    def of(self, root: "LexborNode") -> str:
        """Walk the tree and return its text."""
        stack: list[tuple[LexborNode | None, str]] = [(root, "")]
        while stack:
            node, closing = stack.pop()
            if node is None:
                self._close(closing)
                continue
            if (following := node.next) is not None and node is not root:
                stack.append((following, ""))
            tag = node.tag or ""
            if tag == "-text":
                self._words(node.text_content or "")
                continue
            if tag.startswith(("-", "!")) or tag in _UNSEEN or self._unseen(node):
                continue
            self._open(tag, node)
            stack.append((None, tag))
            if (child := node.child) is not None:
                stack.append((child, ""))
        self._line()
        return _MANY_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")

    def _unseen(self, node: "LexborNode") -> bool:
        style = node.attributes.get("style")
        return style is not None and _HIDDEN.search(style) is not None

    def _open(self, tag: str, node: "LexborNode") -> None:
        if tag == "br":
            self._line(keep=True)
            return
        if tag in _BLOCKS:
            self._line()
            if tag in _PARAGRAPHS:
                self._blank()
        if tag == "hr":
            self._put(_RULED)
        elif tag == "blockquote":
            self.quoting.append(not _is_indented(node))
            self.quoted += self.quoting[-1]
        elif tag == "pre":
            self.literal += 1
        elif tag == "li":
            self.current.append("- ")
        elif tag in ("td", "th") and self.current:
            self.current.append(" ")
        elif tag in ("div", "span", "table", "td") and _SIGNATURES.search(node.attributes.get("class") or ""):
            self._line()
            self._separate()

    def _separate(self) -> None:
        """Put the separator of signatures, where the mail program wrote none itself: its blank was lost in HTML."""
        for place in range(len(self.lines) - 1, max(len(self.lines) - 4, -1), -1):
            if self.lines[place].rstrip() == "--":
                self.lines[place] = "-- "
                return
        self._put("-- ")

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._line()
            if tag in _PARAGRAPHS:
                self._blank()
        if tag == "blockquote":
            while self.lines and not self.lines[-1].strip("> "):
                self.lines.pop()
            self.quoted -= self.quoting.pop()
        elif tag == "pre":
            self.literal -= 1

    def _words(self, text: str) -> None:
        if self.literal:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.current.append(first)
            for line in others:
                self._line(keep=True)
                self.current.append(line)
            return
        text = _SPACES.sub(" ", text)
        if text == " " and not self.current:
            return
        self.current.append(text if self.current else text.lstrip(" "))

    def _line(self, *, keep: bool = False) -> None:
        text = "".join(self.current)
        text = text.rstrip() if self.literal else _SPACES.sub(" ", text).strip()
        self.current.clear()
        if text or keep:
            self._put(text)

    def _put(self, text: str) -> None:
        mark = ">" * min(self.quoted, _DEEPEST_QUOTE)
        self.lines.append(f"{mark} {text}" if mark and text else mark or text)

    def _blank(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self._put("")


def _is_indented(node: "LexborNode") -> bool:
    """Whether a `blockquote` only moves a paragraph to the right, as the button of mail programs for it does.

    One that quotes says so (`type="cite"`, a class, the address of what is cited) or has a line at its left.
    """
    attributes = node.attributes
    if any(attributes.get(name) for name in ("type", "class", "cite", "id")):
        return False
    style = attributes.get("style") or ""
    return _INDENTED.search(style) is not None and _LINED.search(style) is None
