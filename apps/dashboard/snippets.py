"""How to send a source its leads: text to copy, for each place that leads come from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Snippet:
    """`how` says where the text goes."""

    title: str
    how: str
    text: str


def all_for(url: str, *, phone: str) -> list[Snippet]:
    return [_html(url), _curl(url, phone), _fetch(url, phone), _wordpress(url), _zapier(url)]


def _html(url: str) -> Snippet:
    form = f"""<form action="{url}" method="post">
  <label>Name <input name="name" autocomplete="name" required></label>
  <label>Phone <input name="phone" type="tel" autocomplete="tel" required></label>
  <label>E-mail <input name="email" type="email" autocomplete="email"></label>
  <button>Call me</button>
</form>"""
    return Snippet("HTML form", "Paste it into your page. Further fields are kept as the lead's answers.", form)


def _curl(url: str, phone: str) -> Snippet:
    line = f"""curl '{url}' \\
  -H 'Content-Type: application/json' \\
  -d '{{"name": "Dana Reed", "phone": "{phone}"}}'"""
    return Snippet("curl", "From a terminal.", line)


def _fetch(url: str, phone: str) -> Snippet:
    script = f"""await fetch("{url}", {{
  method: "POST",
  headers: {{
    "Content-Type": "application/json",
    "Idempotency-Key": crypto.randomUUID(),
  }},
  body: JSON.stringify({{ name: "Dana Reed", phone: "{phone}" }}),
}});"""
    how = "From a script. In a browser the page's origin must stand under “Browsers” in the source's settings."
    return Snippet("fetch", how, script)


def _wordpress(url: str) -> Snippet:
    hook = f"""add_action('wpcf7_mail_sent', function ($form) {{
    $sent = WPCF7_Submission::get_instance()->get_posted_data();
    wp_remote_post('{url}', [
        'headers' => ['Content-Type' => 'application/json'],
        'body' => wp_json_encode($sent),
    ]);
}});"""
    how = "For Contact Form 7, in your theme's functions.php. Other plug-ins have a webhook setting for the address."
    return Snippet("WordPress", how, hook)


def _zapier(url: str) -> Snippet:
    told = f"""Action     Webhooks by Zapier → POST
URL        {url}
Payload    json
Data       name   → the lead's name
           phone  → the lead's phone
           email  → the lead's e-mail"""
    return Snippet("Zapier or Make", "As the last step of the Zap; in Make the module is called HTTP.", told)
