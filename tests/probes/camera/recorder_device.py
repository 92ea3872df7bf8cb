"""What a recorder with Profile G answers, as the standard writes it. No maker's recorder was at hand."""

from datetime import UTC, datetime

from tests.probes.camera.onvif_device import soap

RECORDING = "http://www.onvif.org/ver10/recording/wsdl"
SEARCH = "http://www.onvif.org/ver10/search/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
SINCE = datetime(2026, 11, 1, 1, tzinfo=UTC)
UNTIL = datetime(2026, 11, 20, 2, tzinfo=UTC)
_TT = ' xmlns:tt="http://www.onvif.org/ver10/schema"'
_TRC, _TSE = f' xmlns:trc="{RECORDING}"{_TT}', f' xmlns:tse="{SEARCH}"{_TT}'


def services(**places: str) -> str:
    """Return GetServices' answer; `media`, `recording` and `search` at these addresses."""
    named = {"media": MEDIA, "recording": RECORDING, "search": SEARCH}
    told = "".join(
        f"<tds:Service><tds:Namespace>{named[name]}</tds:Namespace><tds:XAddr>{where}</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        for name, where in places.items()
    )
    return soap(f"<tds:GetServicesResponse>{told}</tds:GetServicesResponse>")


def item(token: str, source: str = "") -> str:
    """Return one recording of GetRecordings."""
    return (
        f"<trc:RecordingItem><tt:RecordingToken>{token}</tt:RecordingToken><tt:Configuration>"
        f"{_source(source)}<tt:Content>van phong</tt:Content>"
        "<tt:MaximumRetentionTime>PT0S</tt:MaximumRetentionTime></tt:Configuration><tt:Tracks>"
        "<tt:Track><tt:TrackToken>v</tt:TrackToken><tt:Configuration><tt:TrackType>Video"
        "</tt:TrackType><tt:Description/></tt:Configuration></tt:Track></tt:Tracks>"
        "</trc:RecordingItem>"
    )


def recordings(*items: str) -> str:
    """Return GetRecordings' answer."""
    body = "".join(items)
    return soap(f"<trc:GetRecordingsResponse{_TRC}>{body}</trc:GetRecordingsResponse>")


def job(recording: str, source: str) -> str:
    """Return one job of GetRecordingJobs that fills a recording from a profile."""
    kind = "http://www.onvif.org/ver10/schema/Profile"
    return (
        f"<trc:JobItem><tt:JobToken>j-{recording}</tt:JobToken><tt:JobConfiguration>"
        f"<tt:RecordingToken>{recording}</tt:RecordingToken><tt:Mode>Active</tt:Mode>"
        f'<tt:Priority>1</tt:Priority><tt:Source><tt:SourceToken Type="{kind}">'
        f"<tt:Token>{source}</tt:Token></tt:SourceToken><tt:Tracks><tt:SourceTag>v</tt:SourceTag>"
        "<tt:Destination>v</tt:Destination></tt:Tracks></tt:Source></tt:JobConfiguration>"
        "</trc:JobItem>"
    )


def jobs(*items: str) -> str:
    """Return GetRecordingJobs' answer."""
    body = "".join(items)
    return soap(f"<trc:GetRecordingJobsResponse{_TRC}>{body}</trc:GetRecordingJobsResponse>")


def information(
    status: str = "Recording",
    since: datetime | str | None = SINCE,
    until: datetime | str | None = UNTIL,
    tracks: str = "",
) -> str:
    """Return GetRecordingInformation's answer; None leaves a time out."""
    return soap(
        f"<tse:GetRecordingInformationResponse{_TSE}><tse:RecordingInformation>"
        f"<tt:RecordingToken>r</tt:RecordingToken>{_source('x')}"
        f"{_time('EarliestRecording', since)}{_time('LatestRecording', until)}"
        f"<tt:Content>van phong</tt:Content>{tracks}<tt:RecordingStatus>{status}"
        "</tt:RecordingStatus></tse:RecordingInformation></tse:GetRecordingInformationResponse>"
    )


def track(until: datetime, kind: str = "Video") -> str:
    """Return one track of a recording."""
    return (
        f"<tt:Track><tt:TrackToken>v</tt:TrackToken><tt:TrackType>{kind}</tt:TrackType>"
        f"<tt:Description/><tt:DataFrom>{_iso(SINCE)}</tt:DataFrom>"
        f"<tt:DataTo>{_iso(until)}</tt:DataTo></tt:Track>"
    )


def _source(id_: str) -> str:
    return (
        f"<tt:Source><tt:SourceId>{id_}</tt:SourceId><tt:Name>kenh</tt:Name><tt:Location/>"
        "<tt:Description/><tt:Address/></tt:Source>"
    )


def _time(name: str, at: datetime | str | None) -> str:
    if at is None:
        return ""
    return f"<tt:{name}>{at if isinstance(at, str) else _iso(at)}</tt:{name}>"


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
