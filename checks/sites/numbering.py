"""Numbers of the old Vietnamese numbering plan that pages still print.

Area codes changed in three steps in 2017, eleven-digit mobile prefixes in 2018. Some old landlines
now read as valid mobile numbers: (08) 3987 6630 parses as mobile 083 987 6630. How the number is
written tells them apart.
"""

import re

AREA_CODES = {
    # 11 February 2017
    "212": "22", "213": "231", "214": "20", "215": "230", "216": "29", "232": "52", "233": "53",
    "234": "54", "235": "510", "236": "511", "237": "37", "238": "38", "239": "39",
    # 15 April 2017
    "203": "33", "204": "240", "205": "25", "206": "26", "207": "27", "208": "280", "209": "281",
    "220": "320", "221": "321", "222": "241", "225": "31", "226": "351", "227": "36", "228": "350",
    "229": "30", "290": "780", "291": "781", "292": "710", "293": "711", "294": "74", "296": "76",
    "297": "77", "299": "79",
    # 17 June 2017
    "24": "4", "28": "8", "251": "61", "252": "62", "254": "64", "255": "55", "256": "56",
    "257": "57", "258": "58", "259": "68", "260": "60", "261": "501", "262": "500", "263": "63",
    "269": "59", "270": "70", "271": "651", "272": "72", "273": "73", "274": "650", "275": "75",
    "276": "66", "277": "67",
}  # fmt: skip
"""Area code today → before 2017."""

MOBILE_PREFIXES = {
    "70": "120", "79": "121", "77": "122", "76": "126", "78": "128", "83": "123", "84": "124",
    "85": "125", "81": "127", "82": "129", "32": "162", "33": "163", "34": "164", "35": "165",
    "36": "166", "37": "167", "38": "168", "39": "169", "56": "186", "58": "188", "59": "199",
}  # fmt: skip
"""Mobile prefix today → before September 2018."""

_OLD_AREAS = {old: new for new, old in AREA_CODES.items()}
_OLD_MOBILES = {old: new for new, old in MOBILE_PREFIXES.items()}
_LANDLINE = re.compile(r"[2-7]\d+")
"""Subscriber numbers of the fixed network began with 2 to 7."""


def current_form(digits: str, written: str, valid: bool) -> str:
    """Return today's form of an old number, or "" when `digits` is not one.

    `digits` starts with the trunk 0; `valid` says that the number also parses as one of today.
    """
    for old, new in _OLD_AREAS.items():
        if _is_old_landline(digits, old) and (not valid or _apart(written, old)):
            return f"0{new}{digits[1 + len(old) :]}"
    if len(digits) == 11 and (new := _OLD_MOBILES.get(digits[1:4], "")):
        return f"0{new}{digits[4:]}"
    return ""


def _is_old_landline(digits: str, area: str) -> bool:
    subscriber = digits[1 + len(area) :]
    wanted = 8 if len(area) == 1 else 7
    return (
        digits.startswith("0" + area)
        and len(subscriber) == wanted
        and bool(_LANDLINE.fullmatch(subscriber))
    )


def _apart(written: str, area: str) -> bool:
    """Say whether the area code stands apart as for landlines: (08)…, or 08 3987 6630."""
    if re.match(rf"\(\s?0{area}\s?\)", written):
        return True
    return len(area) == 1 and bool(
        re.match(rf"0{area}[ .-]\s?(\d{{8}}|\d{{4}}[ .-]\d{{4}})$", written)
    )
