"""Driving the app as a person does: opening pages, waiting until one is drawn, moving with the keyboard."""

from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import FloatRect, Frame, Locator, Page, expect

PAGES: Final = ("overview", "map", "record", "events", "upload", "export", "manage", "campaigns", "scores")
STEPS: Final = 80
"""How often Tab is pressed in search of a field before giving up."""


def open_app(page: Page, address: str, name: str = "overview", **parameters: str) -> None:
    """Go to a page of the app and wait until it is drawn."""
    path = "" if name == "overview" else name
    query = f"?{urlencode(parameters)}" if parameters else ""
    page.goto(f"{address}/{path}{query}", wait_until="load")
    settle(page)


def go_to(page: Page, name: str) -> None:
    """Go to another page of the app by its link in the side bar, which a phone folds away, and wait until it is drawn.

    Opening an address anew loads the whole of Streamlit, which takes longer than most pages do.
    """
    title = page.locator("h1").first
    before = title.inner_text()
    unfold = page.get_by_test_id("stExpandSidebarButton")
    if unfold.is_visible():
        unfold.click()
    path = "" if name == "overview" else name
    page.get_by_test_id("stSidebarNavLink").and_(page.locator(f"a[href$='/{path}']")).click()
    expect(title).not_to_have_text(before)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the app has answered: it has a title, and nothing is running, stale or still to be drawn."""
    # What was just typed or pressed reaches the app's own state with the next frame.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator("h1").first.wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def content(page: Page) -> Locator:
    """The page itself, without the sidebar."""
    return page.get_by_test_id("stMain")


def with_key(page: Page, key: str) -> Locator:
    """The widget or container of this key."""
    return page.locator(f".st-key-{key}")


def field(page: Page, key: str) -> Locator:
    """The text box of this key."""
    return with_key(page, key).locator("input, textarea").first


def type_into(page: Page, key: str, text: str) -> None:
    """Put `text` into the box of this key and leave it, so that the app hears of it."""
    box = field(page, key)
    box.fill(text)
    box.press("Tab")
    settle(page)


def choose(page: Page, key: str, words: str) -> None:
    """In the drop-down of this key, choose the first of what `words` finds."""
    look_up(page, key, words)
    page.keyboard.press("Enter")
    settle(page)


def look_up(page: Page, key: str, words: str) -> None:
    """In the drop-down of this key, type `words` and wait until it offers something."""
    box, offered = with_key(page, key).locator("input").first, page.locator("[role=option]")
    box.focus()
    # A list that opens while the page is still being drawn closes again; typing opens it.
    for _attempt in range(20):
        box.press_sequentially(words)
        page.wait_for_timeout(300)
        if offered.count():
            return
        box.fill("")
    raise AssertionError(f"{key} offers nothing for {words!r}")


def press_button(page: Page, key: str) -> None:
    """Press the button of this key and wait for the answer."""
    with_key(page, key).locator("button").click()
    settle(page)


def pick_row(page: Page, row: int = 0) -> Locator:
    """Tick the box in front of a row (0 is the first) of the page's first list; the title of the event then shown."""
    table = page.get_by_test_id("stDataFrame").first
    # A list is painted on a canvas, so it is clicked by its place, and something above it may still be coming or going.
    before, box = None, table.bounding_box()
    while box is None or box != before:
        page.wait_for_timeout(200)
        before, box = box, table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 52 + 35 * row)
    settle(page)
    title = content(page).locator("h5").first
    title.wait_for()
    return title


def tab_to(page: Page, key: str) -> None:
    """Press Tab until the cursor is in the widget of this key; the widgets on the way are left as they are."""
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("key => Boolean(document.activeElement.closest('.st-key-' + key))", key):
            return
    raise AssertionError(f"{STEPS} times Tab never reached {key}")


def choose_with_arrows(page: Page, *labels: str) -> None:
    """In the row of choices the cursor is in, choose those with these labels, with the arrow keys and Space."""
    wanted = list(labels)
    for _step in range(40):
        if page.evaluate("document.activeElement.innerText").strip() in wanted:
            wanted.remove(page.evaluate("document.activeElement.innerText").strip())
            page.keyboard.press("Space")
            settle(page)
        if not wanted:
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"not among the choices: {wanted}")


def map_frame(page: Page) -> Frame:
    """The frame the map is drawn in, once Leaflet has begun there."""
    iframe = page.locator("iframe[title*=folium]")
    iframe.wait_for()
    frame = iframe.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector(".leaflet-container")
    return frame


def horizontal_overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate(
            "() => Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )
    )


def click_spot(page: Page, frame: Frame, title: str) -> None:
    """Move to the spot with this title on the map, and click it.

    Circles are painted on a canvas, so Leaflet is asked where the spot is.
    """
    for _attempt in range(10):  # the map may still move to where its spots are
        place, box = _spot(frame, title), _box_of(page.locator("iframe[title*=folium]"))
        page.mouse.move(box["x"] + place["x"] - 3, box["y"] + place["y"])
        page.mouse.move(box["x"] + place["x"], box["y"] + place["y"])
        page.wait_for_timeout(500)
        if frame.locator(".leaflet-tooltip", has_text=title).count():
            break
    frame.wait_for_selector(".leaflet-tooltip")
    page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    settle(page)


def _box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def _spot(frame: Frame, title: str) -> dict[str, float]:
    """Where on the map the spot with this title is now, in pixels."""
    place: dict[str, float] = frame.wait_for_function(
        """title => {
            const map = Object.values(window).find(held => held instanceof L.Map);
            let at = null;
            map && map.eachLayer(layer => {
                if (layer.getLatLng && layer.feature && layer.feature.properties.title === title)
                    at = map.latLngToContainerPoint(layer.getLatLng());
            });
            const ground = document.querySelector(".leaflet-container").getBoundingClientRect();
            return at && {x: at.x + ground.x, y: at.y + ground.y};
        }""",
        arg=title,
    ).json_value()
    return place
