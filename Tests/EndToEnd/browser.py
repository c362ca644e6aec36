"""One Chromium for all tests, and pages whose consoles stay clean."""
import pytest
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens pages; after the test nothing may stand on their consoles but what the status of a page brings."""
    pages, complaints = [], []

    def open(**look):
        page = chromium.new_context(**look).new_page()
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        page.on("requestfailed", lambda request: note_failure(request, complaints))
        pages.append(page)
        return page

    yield open
    for page in pages:
        page.context.close()
    assert complaints == []


def note_failure(request, complaints):
    if request.failure != "net::ERR_ABORTED":  # the visitor went on before an image had come
        complaints.append(f"{request.url}: {request.failure}")


def is_complaint(message):
    return message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text
