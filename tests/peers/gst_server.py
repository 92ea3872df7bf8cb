"""GStreamer's own RTSP server on loopback, with real encoders: a peer nobody here wrote.

    /usr/bin/python3 tests/peers/gst_server.py none=127.0.41.1 basic=127.0.41.2 digest=127.0.41.3

It runs under Debian's Python, which has the bindings; nothing of the auditor is imported. Several
servers of one kind are `digest-1`, `digest-2`...: they show the same pictures, encoded once. The
first line of the log names every server's port, each further one is something that the server
itself saw. `watch=/h264` keeps that stream of the first server running; `film=/still=FOLDER` shows
the pictures of a folder (000.jpg, 001.jpg...) at a path, over and over, and keeps it running too; at
a path that begins with /capped its bits are few. It ends when its standard input does, so it never
outlives whoever started it.
"""

import json
import sys
from functools import partial
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # type: ignore[import-not-found] # noqa: E402

USER = "mau"
PASSWORD = "mat-khau-mau-01"  # noqa: S105  # invented, and only this server knows it

# A zone plate is about as hard to compress as a busy room.
PICTURE = (
    "videotestsrc is-live=true pattern=zone-plate kx2=10 ky2=10 "
    "! video/x-raw,format=I420,width={width},height={height},framerate={fps}/1 ! {encoder}"
)
# Five pictures and one key frame a second, so that nobody waits long.
X264 = "x264enc tune=zerolatency speed-preset=ultrafast bitrate=1000 key-int-max=5"
X265 = "x265enc tune=zerolatency speed-preset=ultrafast bitrate=1000 key-int-max=5"
# What cameras of an office are set to: 4 Mbit/s, 25 pictures a second, a key frame every two.
USUAL = "x264enc tune=zerolatency speed-preset=ultrafast bitrate=4000 key-int-max=50"
SOUND = "audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay{number} pt=8"


def _picture(
    encoder: str, payload: str, *, width: int = 1280, height: int = 720, fps: int = 5
) -> str:
    picture = PICTURE.format(width=width, height=height, fps=fps, encoder=encoder)
    return f"{picture} ! {payload}"


def _launch(*parts: str) -> str:
    return f"( {' '.join(parts)} )"


H264 = "rtph264pay name=pay0 pt=96"
H265 = "rtph265pay name=pay0 pt=96"
BUNDLED = "aggregate-mode=zero-latency config-interval=-1"

MOUNTS = {
    "/h264": _launch(_picture(X264, H264, width=1920, height=1080)),
    "/usual": _launch(_picture(USUAL, H264, width=1920, height=1080, fps=25)),
    "/h264-720": _launch(_picture(X264, H264)),
    "/h265": _launch(_picture(X265, H265)),
    # Parameter sets travel with the pictures, several units to a packet (STAP-A, AP).
    "/h264-bundled": _launch(_picture(X264, f"{H264} {BUNDLED}")),
    "/h265-bundled": _launch(_picture(X265, f"{H265} {BUNDLED}")),
    "/sound-first": _launch(SOUND.format(number=0), _picture(X264, "rtph264pay name=pay1 pt=96")),
    # A column of the picture is refreshed at a time: after the first there is no key frame.
    "/refresh": _launch(_picture(f"{X264} intra-refresh=true", H264)),
    "/jpeg": _launch(_picture("jpegenc", "rtpjpegpay name=pay0 pt=26")),
}

FILM = (
    'multifilesrc location={folder}/%03d.jpg loop=true caps="image/jpeg,framerate=10/1" '
    "! jpegdec ! videoconvert ! video/x-raw,format=I420 ! identity sync=true "
    "! x264enc tune=zerolatency speed-preset=veryfast {rate} key-int-max=10 ! {payload}"
)
# One quality, whatever that takes; or so many bits and no more, whatever becomes of the quality.
STEADY = "pass=qual quantizer=23 bitrate=20000 vbv-buf-capacity=2000"
CAPPED = "bitrate=1000"

LIKE_A_CAMERA = ("/usual", "/refresh")
SEEN = ("options", "describe", "setup", "play", "teardown")


def tell(kind: str, **values: object) -> None:
    """Write one line of the log."""
    sys.stdout.write(json.dumps({"kind": kind, **values}) + "\n")
    sys.stdout.flush()


def _scheme(context: Any) -> str:
    """Return Basic or Digest when the request says who asks; what it says stays out of the log."""
    found, value = context.request.get_header(GstRtsp.RTSPHeaderField.AUTHORIZATION, 0)
    return str(value).split(" ", 1)[0] if found == GstRtsp.RTSPResult.OK else ""


def _target(context: Any) -> dict[str, str]:
    _, method, uri, _ = context.request.parse_request()
    return {"method": str(GstRtsp.rtsp_method_as_text(method)), "uri": str(uri)}


class Doorman(GstRtspServer.RTSPAuth):  # type: ignore[misc]
    """The server's own check, which tells what came of every try."""

    server = ""

    def do_authenticate(self, context: Any) -> bool:
        """Ask the server's own code; a token is what it gives to those it knows."""
        done = bool(GstRtspServer.RTSPAuth.do_authenticate(self, context))
        if scheme := _scheme(context):
            known = context.token is not None
            tell("tried", server=self.server, scheme=scheme, accepted=known, **_target(context))
        return done


def _asked(server: str, _client: object, context: Any) -> Any:
    target, scheme = _target(context), _scheme(context)
    tell("asked", server=server, scheme=scheme, **target)
    if scheme and target["method"] == "OPTIONS":  # which the server lets pass without a check
        tell("tried", server=server, scheme=scheme, accepted=True, **target)
    return GstRtsp.RTSPStatusCode.OK


def _connected(server: str, _server: object, client: Any) -> None:
    tell("connected", server=server)
    for method in SEEN:
        client.connect(f"pre-{method}-request", partial(_asked, server))
    client.connect("closed", lambda _client: tell("closed", server=server))


def _doorman(name: str) -> Doorman:
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    doorman = Doorman()
    doorman.server = name
    if name.startswith("digest"):
        doorman.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        doorman.add_digest(USER, PASSWORD, token)
    else:
        doorman.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        doorman.add_basic(GstRtspServer.RTSPAuth.make_basic(USER, PASSWORD), token)
    return doorman


def _film(path: str, folder: str) -> str:
    rate = CAPPED if path.startswith("/capped") else STEADY
    return _launch(FILM.format(folder=folder, rate=rate, payload=H264))


def _factory(launch: str, *, guarded: bool) -> Any:
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(launch)
    factory.set_shared(True)
    if guarded:
        permissions = GstRtspServer.RTSPPermissions()
        for what in ("access", "construct"):
            permissions.add_permission_for_role("viewer", f"media.factory.{what}", True)
        factory.set_permissions(permissions)
    return factory


def _like_a_camera(_factory: object, media: Any) -> None:
    """Make no key frame and begin nothing anew for whoever comes: no camera does."""

    def deaf(_pad: object, info: Any) -> Any:
        structure = info.get_event().get_structure()
        wish = structure is not None and structure.get_name() == "GstForceKeyUnit"
        return Gst.PadProbeReturn.DROP if wish else Gst.PadProbeReturn.OK

    def straight_on(_pad: object, info: Any) -> Any:
        query = info.get_query()
        if query.type != Gst.QueryType.SEEKING:
            return Gst.PadProbeReturn.OK
        query.set_seeking(Gst.Format.TIME, False, 0, -1)
        return Gst.PadProbeReturn.HANDLED

    sink = media.get_element().get_by_name("pay0").get_static_pad("sink")
    sink.add_probe(Gst.PadProbeType.EVENT_UPSTREAM, deaf)
    sink.add_probe(Gst.PadProbeType.QUERY_UPSTREAM | Gst.PadProbeType.PUSH, straight_on)


def _mounts(films: dict[str, str], *, guarded: bool) -> Any:
    mounts = GstRtspServer.RTSPMountPoints()
    shown = {path: _film(path, folder) for path, folder in films.items()}
    for path, launch in (MOUNTS | shown).items():
        factory = _factory(launch, guarded=guarded)
        if path in LIKE_A_CAMERA or path in films:
            factory.connect("media-configure", _like_a_camera)
        mounts.add_factory(path, factory)
    return mounts


def serve(name: str, address: str, mounts: Any) -> Any:
    """Start one server on a port of the system's choice."""
    server = GstRtspServer.RTSPServer()
    server.set_address(address)
    server.set_service("0")
    if not name.startswith("none"):
        server.set_auth(_doorman(name))
    server.set_mount_points(mounts)
    server.connect("client-connected", partial(_connected, name))
    server.attach(None)
    return server


def _watch(server: Any, path: str) -> Any:
    """Watch a stream for ever: whoever comes later comes in the middle, as with a real camera."""
    place = f"rtsp://{server.get_address()}:{server.get_bound_port()}{path}"
    watching = Gst.parse_launch(
        f"rtspsrc location={place} protocols=tcp user-id={USER} user-pw={PASSWORD} ! fakesink"
    )
    watching.set_state(Gst.State.PLAYING)
    return watching


def main() -> None:
    """Serve until standard input ends."""
    Gst.init(None)
    loop = GLib.MainLoop()
    words = [word.split("=", 1) for word in sys.argv[1:]]
    films = dict(value.split("=", 1) for name, value in words if name == "film")
    watched = [value for name, value in words if name == "watch"] + list(films)
    wanted = {name: value for name, value in words if name not in {"watch", "film"}}
    open_to_all, guarded = _mounts(films, guarded=False), _mounts(films, guarded=True)
    servers = {
        name: serve(name, address, open_to_all if name.startswith("none") else guarded)
        for name, address in wanted.items()
    }
    watching = [_watch(next(iter(servers.values())), path) for path in watched]
    tell("ready", ports={name: server.get_bound_port() for name, server in servers.items()})
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_HUP, lambda *_: loop.quit())
    loop.run()
    for one in watching:
        one.set_state(Gst.State.NULL)


if __name__ == "__main__":
    main()
