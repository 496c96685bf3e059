"""Messages of a company's own: what they may say."""

import pytest

from netpoint_stp.errors import ProfileError
from netpoint_stp.wording.templates import Templates


@pytest.mark.parametrize("part", ["subject", "text"])
def test_each_part_may_say_what_the_other_says(part: str) -> None:
    """The number of an alert stands in the subject that comes with the library, and may stand in either part."""
    own = Templates({"uk": {"alert": {part: "Збій {number}: {what}"}}})
    values = dict.fromkeys(("number", "what", "date", "services"), "N-2")

    assert "Збій N-2: N-2" in own.write("alert", "uk", **values)
    with pytest.raises(ProfileError, match="nummer"):
        Templates({"uk": {"alert": {part: "Збій {nummer}"}}})
