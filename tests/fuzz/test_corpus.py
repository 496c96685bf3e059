"""The seeds of the fuzz run are read on every test run too, so that nothing once found comes back."""

from pathlib import Path

from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.interaction import Interaction, Quarantined

CORPUS = Path(__file__).parent / "corpus"
SETTINGS = EmailSettings(
    own_hosts=["mx.netpoint.example"],
    trusted_servers=["mx.netpoint.example"],
    colleague_domains=["netpoint.example"],
)


def test_every_seed_is_read() -> None:
    """Every seed becomes an interaction or is quarantined, twice the same."""
    seeds = sorted(CORPUS.iterdir())
    assert len(seeds) >= 20
    for seed in seeds:
        found = read_email(seed.read_bytes(), SETTINGS)
        assert isinstance(found, Interaction | Quarantined), seed.name
        assert found == read_email(seed.read_bytes(), SETTINGS), seed.name
