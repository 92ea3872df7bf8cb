"""Where people are received, and what sees them there: offices, counters, zones, recorders, cameras."""

from auditor.inventory.columns.model import Column, Kind, Table

COMMUNE = Column(
    key="code",
    kind=Kind.CODE,
    required=True,
    aliases=(
        "ma",
        "ma xa",
        "ma dvhc",
        "ma don vi",
        "ma phuong xa",
        "xa",
        "commune",
        "commune code",
    ),
    example="00001",
    digits=5,
    width=12,
)
OFFICE = Column(
    key="office",
    aliases=("diem tiep nhan", "bo phan mot cua", "mot cua", "diem", "ma mot cua", "office id"),
    example="mot-cua",
    width=16,
)
COUNTER_WORDS = ("quay", "ma quay", "so quay", "cac quay", "counter")

_HOST = Column(
    key="host",
    aliases=("ip", "dia chi", "may chu", "dia chi may", "ip camera", "ip dau ghi", "address"),
    example="192.0.2.10",
    width=20,
)
_DEVICE = (
    Column(key="rtsp_port", aliases=("rtsp", "port rtsp", "cong"), example="554", width=10),
    Column(
        key="onvif_port",
        aliases=("onvif", "port onvif", "cong http", "http port"),
        example="80",
        width=10,
    ),
    Column(
        key="credential",
        aliases=("bo tai khoan", "ten bo tai khoan", "credential name"),
        example="dau-ghi-00001",
        width=20,
    ),
    Column(
        key="basic",
        kind=Kind.FLAG,
        aliases=("basic", "cho phep basic"),
        choices=("có", "không"),
        example="có",
        width=10,
    ),
)

OFFICES = Table(
    key="offices",
    optional=True,
    sheet_aliases=("diem tiep nhan", "mot cua", "bo phan mot cua", "van phong"),
    columns=(
        COMMUNE,
        Column(
            key="id",
            required=True,
            aliases=("ma diem", "ma diem tiep nhan", "ma bo phan mot cua", "ma mot cua"),
            example="mot-cua",
        ),
        Column(
            key="name",
            required=True,
            aliases=("ten", "ten diem", "bo phan mot cua", "diem tiep nhan"),
            example="Bộ phận Một cửa",
            width=28,
        ),
        Column(
            key="gateway",
            aliases=("cong ra", "bo dinh tuyen", "modem", "router", "dia chi modem"),
            example="192.0.2.1:80",
            width=20,
        ),
        Column(
            key="camera_keeper",
            aliases=("phu trach camera", "can bo phu trach camera", "ma nguoi phu trach camera"),
            example="cb-001",
            width=20,
        ),
    ),
)

COUNTERS = Table(
    key="counters",
    optional=True,
    sheet_aliases=("quay", "quay tiep nhan", "cac quay"),
    columns=(
        COMMUNE,
        Column(
            key="id",
            required=True,
            aliases=("ma quay", "so quay", "quay so"),
            example="quay-1",
        ),
        Column(
            key="name", aliases=("ten", "quay", "ten quay tiep nhan"), example="Quầy 1", width=24
        ),
        OFFICE,
        Column(
            key="fields",
            kind=Kind.LIST,
            aliases=("linh vuc tiep nhan", "cac linh vuc"),
            example="Hộ tịch; Chứng thực",
            width=36,
        ),
    ),
)

ZONES = Table(
    key="zones",
    optional=True,
    sheet_aliases=("khu vuc", "vung quan sat", "khu vuc lam viec"),
    columns=(
        COMMUNE,
        Column(
            key="id",
            required=True,
            aliases=("ma khu", "ma khu vuc", "ma vung"),
            example="cho-ngoi-doi",
        ),
        Column(
            key="name",
            aliases=("ten", "khu vuc", "ten vung"),
            example="Khu vực ngồi chờ",
            width=28,
        ),
        OFFICE,
    ),
)

RECORDERS = Table(
    key="recorders",
    optional=True,
    sheet_aliases=("dau ghi", "dau ghi hinh", "nvr", "dvr"),
    columns=(
        COMMUNE,
        Column(
            key="id",
            required=True,
            aliases=("ma dau", "ma nvr", "ma dvr", "ma thiet bi"),
            example="dau-ghi-1",
        ),
        Column(
            key="name", aliases=("ten", "ten thiet bi", "dau ghi"), example="Đầu ghi 1", width=24
        ),
        OFFICE,
        Column(
            key="host",
            required=True,
            aliases=_HOST.aliases,
            example=_HOST.example,
            width=_HOST.width,
        ),
        *_DEVICE,
    ),
)

CAMERAS = Table(
    key="cameras",
    optional=True,
    sheet_aliases=("may quay", "camera", "danh sach camera"),
    columns=(
        COMMUNE,
        Column(key="id", required=True, aliases=("ma may quay", "ma thiet bi"), example="cam-1"),
        Column(
            key="name",
            aliases=("ten", "vi tri", "vi tri lap dat", "ten thiet bi"),
            example="Camera quầy 1",
            width=24,
        ),
        OFFICE,
        Column(
            key="recorder",
            aliases=("dau ghi", "nvr", "dvr", "ma nvr", "recorder id"),
            example="dau-ghi-1",
        ),
        Column(
            key="channel", aliases=("kenh", "so kenh", "kenh dau ghi", "ch"), example="1", width=8
        ),
        _HOST,
        *_DEVICE,
        Column(
            key="path",
            aliases=("duong dan", "luong", "stream", "rtsp path", "duong dan luong"),
            example="/Streaming/Channels/101",
            width=32,
        ),
        Column(
            key="counters",
            kind=Kind.LIST,
            aliases=COUNTER_WORDS,
            example="quay-1; quay-2",
            width=20,
        ),
    ),
)
