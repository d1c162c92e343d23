// "This visit: 143 KB": what the browser says it received from us since this tab was opened. Kept in the tab, told to
// nobody.

import { _ } from "stoop/words";

const place = document.querySelector("[data-used]");
let kept = 0;

// Through the service worker a browser counts a page as it was unpacked; page and worker say themselves what they took.
const size = ({ serverTiming: [page, worker], transferSize }) => (page ? page.duration + (worker?.duration ?? 0) : transferSize);

function received() {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return entries.reduce((sum, entry) => sum + (entry.name.startsWith(location.origin) ? size(entry) : 0), 0);
}

function show() {
  const bytes = Number(sessionStorage.getItem("used")) + received() - kept;
  place.textContent = _("This visit: {size} KB", { size: Math.max(1, Math.round(bytes / 1024)) });
  place.hidden = false;
  return bytes;
}

if (place) {
  addEventListener("load", () => setTimeout(show));
  addEventListener("pagehide", () => {
    sessionStorage.setItem("used", show());
    kept = received();
  });
}
