"""What is cheap to look at is looked at first: a wrong setting is one clear line at once, not after the imports."""

from __future__ import annotations

from app.database_probe import require_database
from app.embedded.folder import prepare
from app.graphs_file import require_graph
from app.redis_probe import require_redis
from app.settings import Settings, reveal


async def look_ahead(settings: Settings) -> None:
    """Make the data folder; raise ThreadlineError when it, GRAPH, REDIS_URL or DATABASE_URL can't be right.

    Imports nothing heavy.
    """
    prepare(settings.data_dir)
    require_graph(settings)
    url = reveal(settings.redis_url)
    if url is not None:
        await require_redis(url)
    if (database := reveal(settings.database_url)) is not None:
        await require_database(database)
