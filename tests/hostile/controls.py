"""A healthy office: what stands beside the hostile ones, and must come out right."""

from tests.hostile.case import Device
from tests.hostile.cases_rtsp import shown
from tests.peers.sites import Reply

HOTLINES = tuple(f"022800000{n:02}" for n in range(1, 21))
"""Valid nowhere: the kit's terms accept them."""
_MENU = (
    "<nav><a href='/gop-y'>Góp ý</a> <a href='/huong-dan'>Hướng dẫn phản ánh, kiến nghị</a></nav>"
)

_GUIDE = (
    "<h1>Hướng dẫn thực hiện phản ánh, kiến nghị về quy định hành chính</h1><p>Tổ chức, cá nhân có "
    "phản ánh, kiến nghị về quy định hành chính xin liên hệ với cơ quan tiếp nhận theo thông tin "
    "sau:</p><ul><li>Cơ quan tiếp nhận: Ủy ban nhân dân Xã Mẫu</li><li>Địa chỉ: Thôn 1, Xã Mẫu, "
    "Tỉnh Mẫu</li><li>Điện thoại: {phone}</li><li>Thư điện tử: xamau@example.invalid</li>"
    "<li>Trang thông tin điện tử: https://xamau.invalid/</li></ul><h2>Cách thức thực hiện</h2>"
    "<p>Phản ánh, kiến nghị được gửi trực tiếp tại trụ sở, qua đường bưu chính hoặc qua điện thoại. "
    "Người gửi sử dụng tiếng Việt, ghi rõ họ tên, địa chỉ và nội dung phản ánh, kiến nghị.</p>"
    "<p>Lưu ý: không bao gồm khiếu nại, tố cáo.</p>"
)


def _page(inner: str) -> str:
    return (
        f"<html><head><title>Xã Mẫu</title></head><body>{_MENU}<main>{inner}</main>"
        "<footer>UBND Xã Mẫu (hư cấu)</footer></body></html>"
    )


def home(number: int) -> dict[str, Reply]:
    """Return the pages of a healthy site, with a hotline of its own."""
    phone = HOTLINES[number]
    form = (
        "<form method=post><label>Nội dung góp ý <textarea name=noi_dung></textarea></label>"
        "<label>Họ tên <input name=ho_ten></label><button>Gửi</button></form>"
    )
    return {
        "/": _page(f"<h1>Trang thông tin điện tử</h1><p>Đường dây nóng: {phone}</p>"),
        "/gop-y": _page(f"<h1>Hòm thư góp ý</h1>{form}"),
        "/huong-dan": _page(_GUIDE.format(phone=phone)),
    }


def healthy() -> Device:
    """Return a camera that asks for its password by Digest and shows a picture."""
    return Device(rtsp=shown())
