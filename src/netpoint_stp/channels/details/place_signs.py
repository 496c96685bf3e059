"""Regular expressions for the parts of an address in a text (3.6): a word, a building, its mark, what follows it."""

from typing import Final

LETTER: Final = "A-Za-zА-Яа-яІЇЄҐЁіїєґё"
WORD: Final = rf"[{LETTER}][{LETTER}'’ʼ]{{0,24}}+\.?+"
BUILDING: Final = (
    rf"[0-9]{{1,4}}+(?:(?:[-/]?(?![ЙйЯя])[{LETTER}])(?![{LETTER}'’]|\.[{LETTER}]|\.\s{{0,2}}[0-9])"
    rf"| [А-ГДA-Dа-бгдabcd](?![{LETTER}'’.]))?"
    rf"(?:[/\-][0-9]{{1,4}}+(?:[{LETTER}](?![{LETTER}]))?)?(?![0-9{LETTER}]|[.,:][0-9]|[/\-][0-9])"
)
HOUSE_MARK: Final = (
    r"(?:(?i:дом|будинок|буд|д|б|house|building|bldg|budynok|budinok|bud|dom|d|№)(?![^\W\d_])[.\s]{0,3}+(?:№\s?)?)?"
)
_LETTERED: Final = r"корпус|корп|блок|секция|секція|секц|літера|литера|літ|лит|korpus|korp|block|bldg|sekciia|sekcija"
"""Marks of what has a letter as often as a number."""
TAIL: Final = (
    rf"(?:[,;/\s]{{0,3}}+(?i:{_LETTERED})(?![^\W\d_])[.\s]{{0,3}}+[{LETTER}](?:-?[0-9]{{1,2}})?(?![^\W_])|"
    r"[,;/\s]{0,3}+(?i:корпус|корп|к|блок|секция|секція|секц|подъезд|під'їзд|під’їзд|под|этаж|эт|поверх|пов|квартира|кв|офис|"
    r"офіс|оф|apartment|apt|flat|unit|office|комната|комн|кімната|кім|korpus|korp|sekciia|sekcija|podezd|poverh|etazh|"
    rf"kvartyra|kvartira|kv|ofis|komnata|kimnata)(?![^\W\d_])[.\s]{{0,3}}+(?:№\s?)?"
    rf"[0-9]{{1,4}}+(?:[{LETTER}](?![{LETTER}]))?(?![0-9]))"
)
