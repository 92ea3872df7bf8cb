"""The site gives a hotline number (đường dây nóng) that a citizen can call.

A link or a picture that says "hotline" is no number; a number without the label is a partial
answer; a number of the police or the power company is someone else's. What stands inside a picture
was not read, so it is never called absent.
"""

from auditor.contract import (
    Check,
    Ground,
    Item,
    Missing,
    Outcome,
    Party,
    Terms,
    Verdict,
    Why,
)
from auditor.facts import Page, Place, Role, Site
from checks.matching import finder, plain
from checks.sites.answers import answer, read_rows, row, unsure
from checks.sites.hotline_pages import elsewhere, empty_pages, files, in_pictures
from checks.sites.labelled import labelled
from checks.sites.labelling import Labelled
from checks.sites.numbered import Rows
from checks.sites.phones import Phone, PhoneKind, key_of, phones
from checks.sites.reading import READING_SAYS, unread

_ROLES = (Role.HOME, Role.HOTLINE, Role.CONTACT, Role.FEEDBACK, Role.GUIDANCE)
_FILLER = 40
"""Characters behind a label in which a filler stands for its number."""
_FRAME = (Place.HEADER, Place.FOOTER, Place.ASIDE)


def judge(site: Site, terms: Terms) -> Outcome:
    """Pass on a callable number with a hotline label, anywhere on the pages seen."""
    found = [one for page in site.all_pages() for one in labelled(site, page, terms)]
    mine = [one for one in found if one.mine]
    if good := [one for one in mine if one.phone.kind is PhoneKind.CALLABLE]:
        return _published(site, terms, good)
    if old := [one for one in mine if one.phone.kind is PhoneKind.OLD]:
        first = old[0].phone
        values = {"number": first.written, "current": first.current}
        items = _rows(old, Verdict.WARN, "hotline.seen_number")
        return answer(site, Verdict.WARN, "hotline.obsolete_prefix", items, values=values)
    if odd := [one for one in mine if one.phone.kind is PhoneKind.INVALID]:
        values = {"number": odd[0].phone.written}
        items = _rows(odd, Verdict.WARN, "hotline.seen_number")
        return answer(site, Verdict.WARN, "hotline.invalid_number", items, values=values)
    return _without(site, terms, found)


def _published(site: Site, terms: Terms, good: list[Labelled]) -> Outcome:
    registered = _registered(terms)
    grounds = tuple(
        Ground(
            key=f"phone:{key}",
            shared_text="hotline.shared",
            values={"number": next(one.phone.written for one in good if one.phone.key == key)},
            own=key in registered,
        )
        for key in dict.fromkeys(one.phone.key for one in good)
    )
    values = {"number": ", ".join(dict.fromkeys(one.phone.written for one in good))}
    if registered.isdisjoint(one.phone.key for one in good) and registered:
        values["registered"] = terms.commune.hotline
        items = _rows(good, Verdict.WARN, "hotline.seen_number")
        return answer(site, Verdict.WARN, "hotline.differs", items, values=values, grounds=grounds)
    items = _rows(good, Verdict.PASS, "hotline.seen_number")
    return answer(site, Verdict.PASS, "hotline.published", items, values=values, grounds=grounds)


def _registered(terms: Terms) -> set[str]:
    """Return the keys of the number registered with the province; empty where there is none."""
    if not terms.commune.hotline:
        return set()
    digits = "".join(c for c in terms.commune.hotline if c.isdigit())
    return {one.key for one in phones(terms.commune.hotline, terms)} or {key_of(digits)}


def _without(site: Site, terms: Terms, found: list[Labelled]) -> Outcome:
    if pictures := in_pictures(site, terms):
        missing = Missing(why=Why.UNREADABLE, party=Party.AUDITOR, text="hotline.in_image")
        return unsure(site, "hotline.in_image", missing, pictures)
    if gap := unread(site, _ROLES, terms, words="hotline.labels"):
        in_file = gap.missing.why is Why.UNREADABLE
        text = "hotline.in_file" if in_file else "hotline.not_seen_in_part_read"
        return unsure(site, text, gap.missing, gap.rows)
    if rows := tuple(files(site, terms)):
        missing = Missing(why=Why.UNREADABLE, party=Party.AUDITOR, text="hotline.in_file")
        return unsure(site, "hotline.in_file", missing, rows)
    if rows := tuple(elsewhere(site, terms)):
        text = "hotline.elsewhere_unread"
        missing = Missing(why=Why.INCOMPLETE, party=Party.AUDITOR, text=text)
        return unsure(site, text, missing, rows)
    if rows := _fill_ins(site, terms, found):
        return answer(site, Verdict.FAIL, "hotline.placeholder", rows)
    if rows := empty_pages(site, terms):
        return answer(site, Verdict.FAIL, "hotline.page_empty", rows)
    if rows := _switchboards(site, terms, found):
        values = {"number": rows[0].values["number"]}
        return answer(site, Verdict.WARN, "hotline.only_switchboard", rows, values=values)
    if others := [one for one in found if not one.mine]:
        rows = _rows(others, Verdict.FAIL, "hotline.seen_other") + read_rows(site, Verdict.FAIL)
        return answer(site, Verdict.FAIL, "hotline.others_only", rows)
    return answer(site, Verdict.FAIL, "hotline.none")


def _rows(found: list[Labelled], verdict: Verdict, text: str) -> tuple[Item, ...]:
    """Return one row a number and line: the footer repeats both on every page."""
    rows: dict[tuple[str, str], Item] = {}
    for one in found:
        values = {"number": one.phone.written}
        seen = row(one.page, verdict, text, quote=one.quote, values=values)
        rows.setdefault((one.phone.key, one.quote), seen)
    return tuple(rows.values())


def _fill_ins(site: Site, terms: Terms, found: list[Labelled]) -> tuple[Item, ...]:
    """Return rows where something was put in the number's place: 0123456789, đang cập nhật."""
    numbers = [one for one in found if one.phone.kind is PhoneKind.FILL_IN and one.mine]
    rows = list(_rows(numbers, Verdict.FAIL, "hotline.seen_number"))
    labels = finder(terms.words("hotline.labels"))
    words = finder(terms.words("hotline.placeholders"))
    for page, index, line in site.lines():
        if not (hits := labels.find(line.text)):
            continue
        rest = plain(line.text)[hits[-1].end :]
        below = page.lines[index + 1].text if index + 1 < len(page.lines) and len(rest) < 4 else ""
        if (
            words.has(rest[:_FILLER])
            or words.has(below)
            or _is_blank_to_fill(rest)
            or _is_blank_to_fill(below)
        ):
            quote = f"{line.text} {below}".strip()
            rows.append(row(page, Verdict.FAIL, "hotline.seen_label", quote=quote))
    return tuple(rows)


def _is_blank_to_fill(text: str) -> bool:
    """Say whether dots, crosses or brackets stand for a number: [Số điện thoại], ….., xxxx."""
    value = plain(text).strip(" :")
    return value.startswith(("[", "....")) or value.replace(".", "").startswith("xxx")


def _switchboards(site: Site, terms: Terms, known: list[Labelled]) -> tuple[Item, ...]:
    """Return numbers without the label: in the frame of the site, on its contact page."""
    rows: dict[str, Item] = {}
    others = {one.phone.key for one in known}
    for page in site.all_pages():
        lines = Rows(site, page, terms)
        for index, line in enumerate(page.lines):
            for number in lines.phones[index]:
                if number.key not in others and _is_switchboard(
                    lines, index, number, page, line.place
                ):
                    values = {"number": number.written}
                    seen = row(
                        page,
                        Verdict.WARN,
                        "hotline.seen_switchboard",
                        quote=line.text,
                        values=values,
                    )
                    rows.setdefault(number.key, seen)
    return tuple(rows.values())


def _is_switchboard(rows: Rows, index: int, number: Phone, page: Page, place: Place) -> bool:
    if number.kind is not PhoneKind.CALLABLE or rows.is_foreign(rows.texts[index]):
        return False
    before = rows.texts[index][: number.start]
    introduced = rows.words.has(before) or any(call.line == index for call, _ in rows.calls)
    return introduced or place in _FRAME or page.role is Role.CONTACT


CHECK = Check(
    id="feedback.hotline",
    needs=(Site,),
    judge=judge,
    says=(
        "hotline.published",
        "hotline.differs",
        "hotline.shared",
        "hotline.obsolete_prefix",
        "hotline.invalid_number",
        "hotline.in_image",
        "hotline.in_file",
        "hotline.elsewhere_unread",
        "hotline.not_seen_in_part_read",
        "hotline.placeholder",
        "hotline.page_empty",
        "hotline.only_switchboard",
        "hotline.others_only",
        "hotline.none",
        "hotline.seen_number",
        "hotline.seen_other",
        "hotline.seen_label",
        "hotline.seen_page",
        "hotline.seen_image",
        "hotline.seen_file",
        "hotline.seen_elsewhere",
        "hotline.seen_switchboard",
        *READING_SAYS,
    ),
)
