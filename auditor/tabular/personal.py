"""What in a log is about citizens: their columns may not be mapped, their numbers are not kept.

An officer's account may be a phone number or the number of an identity card, so a number alone says
nothing: it is an officer's where the roster lists it, and a citizen's everywhere else.
"""

import re

from auditor.tabular.headers import header_word

_OF_CITIZENS = re.compile(
    r"\b(nguoi (nop|dan|yeu cau|de nghi|lam thu tuc|uy quyen|duoc uy quyen|su dung dich vu)"
    r"|cong dan|chu ho so|chu ho|khach hang|to chuc ca nhan|nguoi khai|citizen|applicant)\b"
)
_NUMBERS = re.compile(
    r"\b(cccd|cmnd|cmt|cmtnd|can cuoc|chung minh|so dinh danh|dinh danh ca nhan|ho chieu|passport"
    r"|so (dien thoai|di dong|dt|phone)|dien thoai|sdt|di dong|phone|mobile|ngay sinh|noi o"
    r"|thuong tru|tam tru|ma so bhxh|so bhxh|bhyt)\b"
)
_ADDRESS = re.compile(r"dia chi(?! (ip|mac|may|mang|ket noi|dang nhap|truy cap|don vi))\b")
_NUMBER = re.compile(r"(?:\+?84|0)[1-9][0-9]{8,9}|[0-9]{9}|[0-9]{12}")
_BETWEEN = re.compile(r"(?<=[0-9])[ .\-](?=[0-9])")


def names_citizens(header: str) -> bool:
    """Say whether a column, by its header, holds a citizen's name, number, phone or address."""
    word = header_word(header)
    return any(rule.search(word) for rule in (_OF_CITIZENS, _NUMBERS)) or bool(_ADDRESS.match(word))


def is_personal_number(text: str) -> bool:
    """Say whether a value looks like the number of an identity card or of a phone."""
    return _NUMBER.fullmatch(_BETWEEN.sub("", text.strip())) is not None
