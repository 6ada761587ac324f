"""The sign-in page: plain HTML that needs no script, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request

from gate.requests import SIGN_IN, local_path
from locales import CHINESE, ENGLISH, LANGUAGES, language
from locales import gettext as _
from store.passwords import LONGEST, SHORTEST


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows: where it leads on to, what went wrong, what was typed, and which ways in there are.

    `ended`: whoever comes was signed in until now; `changed`: the password has just been changed.
    """

    wanted: str = "/"
    wrong: Sequence[str] = field(default_factory=tuple)
    name: str = ""
    full_name: str = ""
    provider: str = ""
    first: bool = False
    code: str = ""
    changing: bool = False
    ended: bool = False
    changed: bool = False


def language_of(request: Request) -> str:
    """The language to speak: the one asked for, that of the page wanted, or the browser's."""
    wanted = parse_qs(urlsplit(local_path(request.query_params.get("next", ""))).query)
    for asked in (request.query_params.get("lang"), *wanted.get("lang", [])):
        if asked in LANGUAGES:
            return asked
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(accepted: str) -> str:
    """The first of our languages in an Accept-Language header; browsers send them in the order of preference."""
    for part in accepted.lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith(("zh", "en")):
            return CHINESE if tag.startswith("zh") else ENGLISH
    return ENGLISH if accepted.strip(" *") else CHINESE


def draw(sheet: Sheet) -> str:
    """The page in the language now spoken."""
    if sheet.first:
        title, body = _("Set up"), _first_form(sheet)
    elif sheet.changing:
        title, body = _("Change password"), _changed(sheet) if sheet.changed else _change_form(sheet)
    else:
        title, body = _("Sign in"), _ways(sheet)
    product = _("Outreach ledger")
    return f"""<!doctype html>
<html lang="{language().replace("_", "-")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} · {escape(product)}</title>
<link rel="icon" href="{SIGN_IN}/icon.png">
<link rel="stylesheet" href="{SIGN_IN}/style.css">
</head>
<body>
<main>
<header><img src="{SIGN_IN}/icon.png" alt="" width="40" height="40"><p>{escape(product)}</p></header>
<h1>{escape(title)}</h1>
{_wrong(sheet)}{_ended(sheet)}{body}
</main>
<nav>{_languages(sheet)}</nav>
</body>
</html>
"""


def _ways(sheet: Sheet) -> str:
    provider = ""
    if sheet.provider:
        words = escape(_("Sign in with {provider}").format(provider=sheet.provider))
        provider = f'<p class="or"><a class="button" href="{_address("/provider", sheet)}">{words}</a></p>'
    password, again = _("Password"), bool(sheet.name)
    name = _field("name", _("Sign-in name"), value=sheet.name, complete="username", start=not again)
    button = escape(_("Sign in"))
    return f"""<form method="post" action="{_address("", sheet)}">
{name}
{_field("password", password, kind="password", complete="current-password", start=again)}
<button>{button}</button>
</form>
{provider}"""


def _first_form(sheet: Sheet) -> str:
    explained = _(
        "Nobody can sign in yet. Make the account of the first administrator, who adds all other people. "
        "The set-up code stands where the ledger was started."
    )
    code = _field("code", _("Set-up code"), value=sheet.code, complete="off", start=not sheet.code)
    name = _field("name", _("Sign-in name"), value=sheet.name, complete="username", start=bool(sheet.code))
    full_name = _field("full_name", _("Full name"), value=sheet.full_name, complete="name", needed=False)
    password, button = _("Password"), _("Make the account and sign in")
    return f"""<p>{escape(explained)}</p>
<form method="post" action="{_address("/first", sheet)}">
{code}
{name}
{full_name}
{_new_password(password)}
<button>{escape(button)}</button>
</form>"""


def _change_form(sheet: Sheet) -> str:
    explained = _("You stay signed in here; all other browsers are signed out.")
    # Unseen, for the browser's own keeper of passwords: which name the new one belongs to.
    name = f'<input type="hidden" name="name" value="{escape(sheet.name)}" autocomplete="username">'
    before = _field("before", _("Present password"), kind="password", complete="current-password", start=True)
    # Messages stand by themselves: inside an f-string the catalogues would not find them.
    password, button, back = _("New password"), _("Change password"), _("Back")
    return f"""<p>{escape(explained)}</p>
<form method="post" action="{_address("/password", sheet)}">
{name}
{before}
{_new_password(password)}
<button>{escape(button)}</button>
</form>
<p class="back"><a href="{escape(sheet.wanted)}">{escape(back)}</a></p>"""


def _changed(sheet: Sheet) -> str:
    sentence, on = _("Your password is changed. All other browsers are signed out."), _("Go on")
    return f"""<p role="status">{escape(sentence)}</p>
<p class="or"><a class="button" href="{escape(sheet.wanted)}" autofocus>{escape(on)}</a></p>"""


def _new_password(label: str) -> str:
    least = _("At least {least} characters; a sentence is easy to remember.").format(least=SHORTEST)
    password = _field("password", label, kind="password", complete="new-password", note=least)
    again = _field("again", _("Password once more"), kind="password", complete="new-password")
    return f"{password}\n{again}"


def _field(
    name: str,
    label: str,
    *,
    complete: str,
    kind: str = "text",
    value: str = "",
    note: str = "",
    needed: bool = True,
    start: bool = False,
) -> str:
    marks = f"{' required' if needed else ''}{' autofocus' if start else ''}"
    told = f' aria-describedby="{name}-note"' if note else ""
    below = f'<small id="{name}-note">{escape(note)}</small>' if note else ""
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" value="{escape(value)}" autocomplete="{complete}" '
        f'maxlength="{LONGEST}" autocapitalize="none" spellcheck="false"{marks}{told}>{below}'
    )


def _wrong(sheet: Sheet) -> str:
    if not sheet.wrong:
        return ""
    return f'<div role="alert">{"".join(f"<p>{escape(sentence)}</p>" for sentence in sheet.wrong)}</div>\n'


def _ended(sheet: Sheet) -> str:
    if not sheet.ended:
        return ""
    sentence = _("You are not signed in any more. Please sign in again.")
    return f'<p role="status">{escape(sentence)}</p>\n'


def _languages(sheet: Sheet) -> str:
    links, below = [], "/password" if sheet.changing else ""
    for code, name in LANGUAGES.items():
        here = ' aria-current="true"' if code == language() else ""
        links.append(
            f'<a href="{_address(below, sheet, code, **_kept(sheet))}" lang="{code.replace("_", "-")}"{here}>'
            f"{escape(name)}</a>"
        )
    return " ".join(links)


def _kept(sheet: Sheet) -> dict[str, str]:
    """What the same page in the other language must be told again."""
    said = {"setup": sheet.code, "ended": "1" if sheet.ended else "", "changed": "1" if sheet.changed else ""}
    return {name: value for name, value in said.items() if value}


def _address(below: str, sheet: Sheet, code: str = "", **more: str) -> str:
    """An address of the sign-in pages that keeps the language and what was wanted."""
    parts = {"lang": code or language(), **more}
    if sheet.wanted != "/":
        parts["next"] = sheet.wanted
    return escape(f"{SIGN_IN}{below}?{urlencode(parts)}")
