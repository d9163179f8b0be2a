"""The gallery leaves no report out, and its page shows every picture that was drawn."""

from __future__ import annotations

from tests import gallery
from tests.test_sample_reports import READERS


def test_it_has_every_sample_report() -> None:
    """A report that is added to the samples is looked at too."""
    assert set(gallery.reports()) == set(READERS)


def test_its_page_shows_every_picture() -> None:
    """Side by side under the report's name, each a link to itself in full size."""
    pictures = tuple(gallery.GALLERY / f"monthly/fr/A4-{number}.png" for number in (1, 2))
    page = gallery.index({"monthly fr": [gallery.Row("A4", pictures)]})
    assert '<a href="#monthly fr">monthly fr</a>' in page
    for number in (1, 2):
        assert f'<a href="monthly/fr/A4-{number}.png"><img loading="lazy" src="monthly/fr/A4-{number}.png"' in page
