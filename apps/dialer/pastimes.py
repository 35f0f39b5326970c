"""What somebody hears who waits in a room: a sentence, a breath, and again, until somebody comes."""

import asyncio

from apps.integrations.wire.dialer import Standing

from . import tones
from .ear import LOOK_SECONDS
from .mouth import Mouth
from .news import Mail, Untold
from .place import Place
from .speech import Speech, Unsaid

# Nobody hears nothing for two seconds.
_BREATH_SECONDS = 1.0


async def passed(place: Place, mail: Mail, speech: Speech, *, standing: Standing, token: str) -> None:
    """Until it is cancelled."""
    mouth = Mouth(place.leg.audio)
    try:
        pcm = await _sentence(place.wait_url, mail, speech, standing=standing, token=token)
        while True:
            mouth.say(pcm)
            mouth.feed()
            while not mouth.is_silent:
                await asyncio.sleep(LOOK_SECONDS)
                mouth.feed()
            await asyncio.sleep(_BREATH_SECONDS)
    finally:
        mouth.clear()


async def _sentence(url: str, mail: Mail, speech: Speech, *, standing: Standing, token: str) -> bytes:
    """As LeadHub has it; a tone where there is none, or no voice to say it."""
    try:
        document = await mail.deeds(url, standing) if url else None
        said = [deed.text for deed in document.deeds if deed.do == "say"] if document else []
        return b"".join([await speech.of(text, token=token) for text in said]) or tones.waiting()
    except (Untold, Unsaid):
        return tones.waiting()
