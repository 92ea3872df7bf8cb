"""Text typed for the fonts of the nineties (TCVN3, .VnTime): to the machine it is Latin rubbish.

"§­êng d©y nãng" is "Đường dây nóng" to everybody who has the font. Left as it is, such a page
would seem to publish nothing. No page of this kind was met in real material; the table is that
of TCVN 5712:1993 for the letters in use.
"""

import re

_FIRST = 0xA1
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ°±²³´àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
)
_TABLE = {_FIRST + index: letter for index, letter in enumerate(_LETTERS)}

# Signs that Latin text has beside a letter once in a page, and this writing in every other word.
_SIGNS = "®\u00ad¬µ¸¹¶·¨©ª«"
_SIGN = f"[{_SIGNS}]"
_MARK = re.compile(f"(?<=[A-Za-z]){_SIGN}|{_SIGN}(?=[A-Za-z])")
_REAL = re.compile("[\u1ea0-\u1ef9]")
_SEGMENT = re.compile(r"[^<>]+")
_ENOUGH = 10


def is_tcvn3(text: str) -> bool:
    """Say whether the text, or much of it, is written so."""
    if "®" not in text and "\u00ad" not in text:
        return False
    if sum(map(text.count, _SIGNS)) < _ENOUGH:  # a tenth of the time of looking beside them
        return False
    marks = len(_MARK.findall(text))
    return marks >= _ENOUGH and marks > len(_REAL.findall(text))


def convert(text: str) -> str:
    """Return the text with every run between tags that is written so made readable."""
    return _SEGMENT.sub(_segment, text)


def _segment(found: re.Match[str]) -> str:
    run = found[0]
    if _REAL.search(run) or not any(ord(char) in _TABLE for char in run):
        return run
    return run.translate(_TABLE)
