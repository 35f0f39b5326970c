"""What every messenger must do, whoever it is: bring all of an alert to the team, as mere words."""

from typing import Protocol

import pytest

from apps.integrations.alerts.base import Alert, Alerts
from apps.integrations.errors import Unavailable

ALERT = Alert(
    title="A lead waits: Jane Sample",
    text="Nobody took the call for 60 s.",
    link="https://app.example.test/leads/1?tab=a&b=2",
    facts=[("Source", "Google Ads"), ("Lead", "lead-0001")],
    key="demo:unanswered:lead-0001",
)
HOSTILE = "Jane\r\nBcc: eve@example.com\n\n<!channel> <b>&\x00\u2028\x85.\r\n.\r\nQUIT"


class Team(Protocol):
    """The far end: a real server that keeps what it is sent."""

    messenger: Alerts

    def read(self) -> list[str]:
        """The text of each message that came, as a person would see it."""

    def leave(self) -> None:
        """Stop listening."""


class AlertsContract:
    """Inherit it and give a `team` fixture."""

    def test_an_alert_arrives_with_all_it_says(self, team: Team) -> None:
        team.messenger.send(ALERT)

        [told] = team.read()
        parts = (ALERT.title, ALERT.text, ALERT.link, ALERT.key, "Source", "Google Ads", "lead-0001")
        assert [part for part in parts if part not in told] == []

    def test_a_bare_title_arrives(self, team: Team) -> None:
        team.messenger.send(Alert(title="Calls are paused", text=""))

        assert "Calls are paused" in team.read()[0]

    def test_an_alert_without_a_title_arrives(self, team: Team) -> None:
        team.messenger.send(Alert(title=" \n", text="Look at the board."))

        assert "Look at the board." in team.read()[0]

    def test_an_endless_alert_arrives_cut(self, team: Team) -> None:
        facts = [(f"Fact {number}", "&" * 3000) for number in range(200)]

        team.messenger.send(Alert(title="&" * 1000, text="<" * 9000, facts=facts, key="k" * 5000))

        assert len(team.read()) == 1

    @pytest.mark.parametrize(
        "alert",
        [
            Alert(title=HOSTILE, text="Look"),
            Alert(title="New lead", text=HOSTILE),
            Alert(title="New lead", text="Look", link=HOSTILE),
            Alert(title="New lead", text="Look", facts=[(HOSTILE, HOSTILE)]),
            Alert(title="New lead", text="Look", key=HOSTILE),
        ],
    )
    def test_a_leads_words_stay_words(self, team: Team, alert: Alert) -> None:
        team.messenger.send(alert)

        assert len(team.read()) == 1

    def test_nobody_listening_means_try_again(self, team: Team) -> None:
        team.leave()

        with pytest.raises(Unavailable):
            team.messenger.send(ALERT)
        with pytest.raises(Unavailable):
            team.messenger.check()

    def test_a_check_tells_the_team_nothing(self, team: Team) -> None:
        sentence = team.messenger.check()

        assert sentence.endswith(".")
        assert team.read() == []
