"""Asks LiveKit for its rooms: does it answer, and does it take our key?"""

from __future__ import annotations

import aiohttp
from livekit import api

from app.settings import Settings, reveal
from graphs.errors import BadInput, ThreadlineError

REFUSALS = ("unauthenticated", "permission_denied")


async def require_livekit(settings: Settings) -> None:
    """Return when LiveKit answers to our key. Raises ThreadlineError with what to do, never with the key."""
    url = settings.livekit_url or ""
    try:
        async with api.LiveKitAPI(url, reveal(settings.livekit_api_key), reveal(settings.livekit_api_secret)) as client:
            await client.room.list_rooms(api.ListRoomsRequest())
    except api.TwirpError as error:
        if error.code in REFUSALS:
            advice = "Correct LIVEKIT_API_KEY and LIVEKIT_API_SECRET."
            raise BadInput(f"LiveKit at {url} refuses the key. {advice}") from error
        raise ThreadlineError(f"LiveKit at {url} answers with an error ({error.code}). See its log.") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise ThreadlineError(f"LiveKit at {url} cannot be reached. Start it, or correct LIVEKIT_URL.") from error
