"""E-mail from portals: text, tables, what no label names, and Mailgun's signature."""

import time
from datetime import datetime
from urllib.parse import urlencode

import pytest

from apps.integrations.errors import Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading import letters
from apps.integrations.sources.base import Submission
from apps.integrations.sources.email import Sender
from tests.contracts.sources import ProvenContract
from tests.integrations.sources.posting import FORM, in_hex, in_json, post

TEXT = """You have a new lead!

Name: Jane Sample
Phone: (202) 555-0143
E-Mail: jane.sample@example.com
Roof type:
  Flat
See it at: https://portal.example/leads/1
https://portal.example/unsubscribe

--\x20
Portal Inc., Phone: (202) 555-0199
"""
TABLE = """<html><head><style>td: {color: red}</style></head><body><p>New request</p><table>
<tr><td><b>Vor- und Nachname</b></td><td>Jana Muster</td></tr>
<tr><th>Telefon</th><td>030 12345678</td></tr>
<tr><td>E-Mail</td><td><a href="mailto:jana@example.com">jana@example.com</a></td></tr>
<tr><td>Ort</td><td>K&ouml;ln</td></tr></table></body></html>"""


def read(request: Inbound) -> Submission:
    [lead] = Sender(Sender.Settings(), []).read(request)
    return lead


def by_sendgrid(**fields: str) -> Inbound:
    own = {"from": "Portal <noreply@portal.example>", "to": "leads@in.acme.example", "subject": "New lead"}
    return post(urlencode(own | fields).encode(), FORM)


class TestMailgun(ProvenContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings.model_validate({"require_signature": True}), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        stamp, token = str(int(at.timestamp())), "t" * 50
        signed = {"timestamp": stamp, "token": token, "signature": in_hex(secret, f"{stamp}{token}".encode())}
        mail = {"sender": "noreply@portal.example", "recipient": "leads@in.acme.example", "body-plain": TEXT}
        headers = {"message-headers": '[["Message-Id", "<1@portal.example>"], ["Reply-To", "x@y.example"]]'}
        return post(urlencode(mail | headers | signed).encode(), FORM)


def test_lines_with_labels_are_fields() -> None:
    lead = read(by_sendgrid(text=TEXT, headers="Message-ID: <1@portal.example>\nX: y"))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "(202) 555-0143")
    assert lead.answers["Roof type"] == "Flat"
    assert lead.answers["subject"] == "New lead"
    assert lead.external_id == "<1@portal.example>"
    assert "0199" not in str(lead)


def test_a_table_is_read_where_the_text_says_less() -> None:
    lead = read(by_sendgrid(text="Your mail program shows no pages.", html=TABLE))

    assert (lead.full_name, lead.email, lead.phone) == ("Jana Muster", "jana@example.com", "030 12345678")
    assert lead.answers["Ort"] == "Köln"


def test_postmarks_json_is_read() -> None:
    mail = {
        "From": "noreply@portal.example",
        "FromFull": {"Email": "noreply@portal.example", "Name": "Portal"},
        "Subject": "Lead",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "TextBody": TEXT,
        "HtmlBody": "",
        "Headers": [{"Name": "X-Spam-Score", "Value": "-0.1"}],
    }

    lead = read(in_json(mail))

    assert (lead.full_name, lead.external_id) == ("Jane Sample", "22c74902-a0c1-4511-804f-341342852c90")


def test_what_no_label_names_is_found_in_the_words_and_is_never_the_portals_own() -> None:
    words = "Hi, Jo would like a call at +1 202-555-0144 or a mail to jo@example.com. noreply@portal.example"

    lead = read(by_sendgrid(text=words))

    assert (lead.email, lead.phone) == ("jo@example.com", "+1 202-555-0144")


def test_whom_to_answer_is_the_lead_where_the_mail_says_nobody_else() -> None:
    lead = read(by_sendgrid(text="Name: Jo Roe", headers="Reply-To: Jo <jo@example.com>\nTo: leads@in.acme.example"))

    assert (lead.full_name, lead.email) == ("Jo Roe", "jo@example.com")


def test_the_portal_itself_is_nobodys_address() -> None:
    assert read(by_sendgrid(text="A lead waits: log in to see it. noreply@portal.example")).email == ""


FOOTER = "\nQuestions? Call us at (800) 555-0199 or help@portal.example\n"


@pytest.mark.parametrize("label", ["Phone", "Home phone", "Telefon privat", "Best number to call"])
@pytest.mark.parametrize("number", ["5125550143", "(512) 555-0143"])
def test_who_left_a_number_has_none_of_the_portals_addresses(label: str, number: str) -> None:
    lead = read(by_sendgrid(text=f"Name: Ann Roe\n{label}: {number}\n{FOOTER}sales@other.example"))

    assert (lead.phone, lead.email) == (number, "")


def test_who_left_an_address_has_none_of_the_portals_numbers() -> None:
    lead = read(by_sendgrid(text=f"Name: Ann Roe\nEmail: ann@example.com\n{FOOTER}"))

    assert (lead.phone, lead.email) == ("", "ann@example.com")


def test_whom_to_answer_is_the_lead_beside_a_number_too() -> None:
    lead = read(by_sendgrid(text=f"Name: Jo\nPhone: (512) 555-0143\n{FOOTER}", headers="Reply-To: jo@example.com"))

    assert (lead.phone, lead.email) == ("(512) 555-0143", "jo@example.com")


@pytest.mark.parametrize("sender", ["no@portal.example", "no@mail.portal.example", "A Portal <no@Portal.Example>"])
def test_nobody_at_the_portal_is_the_lead(sender: str) -> None:
    mail = {"from": sender, "headers": "Reply-To: support@portal.example"}

    assert read(by_sendgrid(text="Jo wants a call. help@portal.example", **mail)).email == ""


def test_who_forwards_leads_from_a_mailbox_like_theirs_is_not_their_portal() -> None:
    mail = {"from": "acme.office@yahoo.co.uk", "text": "Call jo.roe@yahoo.co.uk!"}

    assert read(by_sendgrid(**mail)).email == "jo.roe@yahoo.co.uk"


def test_an_id_that_could_be_a_number_hides_no_number_in_the_words() -> None:
    assert read(by_sendgrid(text="Lead ID: 5125550143\n\nJo wants a call at (202) 555-0144")).phone == "(202) 555-0144"


def test_a_mail_without_text_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(by_sendgrid(text=" ", html="<p> </p>"))


@pytest.mark.parametrize("brick", ["a:", ":", "a@", "1 ", "(2", "<td>", "<p", "&amp;", "\t", "x: \n", "a.b@c.", "-"])
def test_a_megabyte_of_anything_takes_no_time(brick: str) -> None:
    wall = (brick * 500_000)[:1_000_000]
    start = time.process_time()

    letters.fields(wall)
    letters.number(wall)
    letters.address(letters.as_text(wall), not_of=letters.Own())

    assert time.process_time() - start < 2
