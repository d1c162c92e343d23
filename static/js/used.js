// "This visit: 143 KB": what the browser says it received from us since this tab was opened. Kept in the tab, told to
// nobody.

import { _ } from "stoop/words";

const place = document.querySelector("[data-used]");
let kept = 0;

function received() {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return entries.reduce((sum, { name, transferSize }) => sum + (name.startsWith(location.origin) ? transferSize : 0), 0);
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
