"""The page in a browser: it shows without a fault and without the network, filters, sorts, and fits a telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.audit.reports import EXAMPLE, HOSTILE, made_anew, told
from tests.servers.browser import Browser, browser

from netpoint_stp.wording import LANGUAGES, Language

languages = pytest.mark.parametrize("lang", LANGUAGES)
SHOWN = "[...document.querySelectorAll('#findings tbody tr')].filter(row => !row.hidden).length"
FIRST = "document.querySelector('#findings tbody tr td').textContent"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all of these."""
    with browser(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Path]:
    """The page of one report in each language, with scripts in every text of the records."""
    folder = tmp_path_factory.mktemp("pages")
    made = made_anew(HOSTILE, what_if=EXAMPLE)
    for lang in LANGUAGES:
        (folder / f"{lang}.html").write_text(told(made, "html", lang), encoding="utf-8")
    return {lang: folder / f"{lang}.html" for lang in LANGUAGES}


@languages
def test_it_shows_without_a_fault_and_without_the_network(
    chromium: Browser, pages: dict[Language, Path], lang: Language
) -> None:
    """Nothing thrown, nothing refused by its own policy, nothing loaded but itself."""
    chromium.open(pages[lang], width=1280)

    assert chromium.faults == []
    assert [url.rpartition("/")[2] for url in chromium.asked_for] == [f"{lang}.html"]
    assert chromium.evaluate("document.title").endswith(HOSTILE)


@languages
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_sticks_out_of_the_window(
    chromium: Browser, pages: dict[Language, Path], lang: Language, width: int
) -> None:
    """On a telephone, a tablet and a desk, whatever the words and however long a name: no scrolling sideways."""
    chromium.open(pages[lang], width=width)

    assert chromium.evaluate("document.documentElement.scrollWidth") <= width


def test_the_filter_leaves_what_fits(chromium: Browser, pages: dict[Language, Path]) -> None:
    """By clause, by side, by text, and all of it again."""
    chromium.open(pages["en"], width=1280)
    every = chromium.evaluate(SHOWN)
    choose = "const form = document.getElementById('filter'); form.elements.{name}.value = '{value}'; "
    tell = "form.dispatchEvent(new Event('input'))"

    def choosing(name: str, value: str) -> int:
        script = "{ " + choose.format(name=name, value=value) + tell + " }"
        chromium.evaluate(script)
        return int(chromium.evaluate(SHOWN))

    assert chromium.evaluate("document.getElementById('filter').hidden") is False
    assert choosing("check", "3.12") == 1
    assert choosing("whose", "stp") == 0
    assert chromium.evaluate("document.getElementById('none').hidden") is False
    assert choosing("check", "") == every - 1
    assert choosing("whose", "") == every
    assert choosing("text", "not kept") == 3


def test_columns_sort_up_and_down(chromium: Browser, pages: dict[Language, Path]) -> None:
    """By the delay: as lengths of time, not as their words."""
    chromium.open(pages["en"], width=1280)
    button = "[...document.querySelectorAll('#findings th button')].find(each => each.textContent === 'Late by')"
    late = "[...document.querySelectorAll('#findings tbody tr td[data-sort]')].map(each => Number(each.dataset.sort))"
    chromium.evaluate(f"{button}.click()")
    up = chromium.evaluate(late)
    chromium.evaluate(f"{button}.click()")

    assert up == sorted(up)
    assert chromium.evaluate(late) == sorted(up, reverse=True)
    assert chromium.evaluate(f"{button}.closest('th').getAttribute('aria-sort')") == "descending"


def test_the_table_of_clauses_sorts_by_its_figures(chromium: Browser, pages: dict[Language, Path]) -> None:
    """By how often each was broken; what the records cannot show comes before all that they can."""
    chromium.open(pages["en"], width=1280)
    chromium.evaluate(
        "{ const button = [...document.querySelectorAll('#clauses ~ .scroll th button')]"
        ".find(each => each.textContent === 'broken'); button.click(); button.click(); }"
    )
    counts = chromium.evaluate(
        "[...document.querySelectorAll('#clauses ~ .scroll tbody tr')]"
        ".map(row => Number((row.cells[4] ?? row.cells[3]).dataset.sort))"
    )

    assert counts[0] > 0
    assert counts[-1] == -1
    assert counts == sorted(counts, reverse=True)


def test_a_count_of_breaches_leads_to_its_findings(chromium: Browser, pages: dict[Language, Path]) -> None:
    """Clicked, the findings of that clause alone are shown."""
    chromium.open(pages["en"], width=1280)
    chromium.evaluate("document.querySelector('td a[data-check=\"3.12\"]').click()")

    assert chromium.evaluate(SHOWN) == 1
    assert chromium.evaluate("document.getElementById('filter').elements.check.value") == "3.12"


def test_tables_are_printed_as_tables(chromium: Browser, pages: dict[Language, Path]) -> None:
    """On A4, which is narrow: the cards are for telephones; what needs a hand is left out, and nothing is cut off."""
    chromium.open(pages["uk"], width=688, media="print")
    shown = "getComputedStyle(document.querySelector('{}')).display"

    assert chromium.evaluate(shown.format("#findings td")) == "table-cell"
    assert chromium.evaluate(shown.format("#filter")) == "none"
    assert chromium.evaluate("document.documentElement.scrollWidth") <= 688


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium: Browser, pages: dict[Language, Path], scheme: str) -> None:
    """Every text has a contrast of 4.5 to 1 at least (WCAG 2.2, AA)."""
    chromium.open(pages["en"], width=1280, scheme=scheme)
    script = """(() => {
      const parts = text => text.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
        return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
      const ground = each => { for (; each; each = each.parentElement) {
        const colour = parts(getComputedStyle(each).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) return colour; }
        return [255, 255, 255]; };
      const worst = [...document.querySelectorAll('main *, header *')]
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
        .filter(each => !(each instanceof SVGElement))
        .map(each => { const a = light(parts(getComputedStyle(each).color)), b = light(ground(each));
          return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); });
      return Math.min(...worst);
    })()"""

    assert chromium.evaluate(script) >= 4.5
