"""Which worker runs what: tests that share something dear stay on one, all others go wherever a worker is free.

Not xdist's own `loadgroup`: its marks come to nothing with pytest 9.2.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By the beginning of their names. The largest group starts first.
TOGETHER = {
    "tests/talking/": "the speech server",
    "tests/journeys/": "the running product",
    "tests/chaos/": "the running product",
    "tests/sandbox/speech/": "the speech server",
    "tests/sandbox/sip/test_talking.py": "the speech server",
    "tests/voice/test_trial_aloud.py": "the speech server",
    "tests/manage/test_talk_in_a_browser.py": "the speech server",
    "tests/core/test_embedded.py": "a Postgres of their own",
    "tests/core/test_roles.py": "a Postgres of their own",
    # Redis has one channel of news, whatever the database.
    "tests/dashboard/test_live.py": "one channel",
    "tests/sandbox/test_seed.py": "the seeded demo",
    "tests/sandbox/test_seeded_cadences.py": "the seeded cadences",
    "tests/sandbox/test_seeded_emails.py": "the seeded e-mails",
    "tests/sandbox/test_seeded_rules.py": "the seeded rules",
    "tests/compliance/test_the_law.py": "20,000 cases",
    "tests/test_architecture.py": "all files, parsed",
}


class Spread(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no hints
    """A scope is a group, or else a single test."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in TOGETHER.items() if nodeid.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    """Xdist asks for this in the controller."""
    return Spread(config, log)
