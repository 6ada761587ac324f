"""Where the browser gets the scripts of others from: `static/vendor/`, served by the app itself."""

from typing import Final

VENDOR: Final = "/app/static/vendor"
