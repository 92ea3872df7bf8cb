"""What of a page is its own: its main block, without what the site repeats."""

from auditor.contract import Terms
from auditor.facts import Line, Page, Place, Site
from checks.matching import finder


def repeated(site: Site, page: Page) -> frozenset[Line]:
    """Return lines that stand in the same place of the home page: the site's frame, not the page's."""
    return frozenset() if page is site.home else frozenset(site.home.lines)


def own_lines(site: Site, page: Page) -> list[tuple[int, Line]]:
    """Return the main block of a page, without what the main block of the home page has too."""
    frame = repeated(site, page)
    return [
        (index, line)
        for index, line in enumerate(page.lines)
        if line.place is Place.MAIN and line not in frame
    ]


def own_pictures(site: Site, page: Page, terms: Terms) -> list[str]:
    """Return pictures of the main block that could hold words: no icon, no picture of the frame."""
    frame = set() if page is site.home else {image.src for image in site.home.images}
    icons = finder(terms.words("reading.icons"))
    return [
        image.src
        for image in page.images
        if image.place is Place.MAIN
        and image.src not in frame
        and not icons.in_name(image.src.rsplit("/", 1)[-1])
    ]
