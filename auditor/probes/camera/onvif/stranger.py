"""Whether a device tells its profiles to whoever comes: tried once, without a word of who we are.

What it asked for another call says nothing of this one: devices have the right to each call set
apart. Coming without a password is no wrong password, so no account is locked by it.
"""

from auditor.contract import Missing
from auditor.probes.camera.onvif import readings
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.conversation import Conversation
from auditor.probes.camera.onvif.login import proves, refuses
from auditor.probes.camera.onvif.soap import Fault, Reply


async def asks_strangers(talk: Conversation, media: str, *, deadline: float) -> bool | None:
    """Return whether it wants to know who asks for the profiles; None: it was not learnt.

    A device that asked nothing until now is not tried: its next answer tells, as it is to a stranger.
    """
    if talk.login.way is None:
        return True
    came = await talk.as_stranger(Ask.PROFILES, media, deadline=deadline)
    if isinstance(came, Missing):
        return None
    answer, said = came
    if isinstance(said, Reply):
        told, _ = readings.profiles(said.value)
        return False if told else None
    refused = refuses(answer, said) or (isinstance(said, Fault) and not proves(said))
    return True if refused or answer.status == 403 else None
