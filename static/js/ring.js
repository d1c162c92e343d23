// One more notice: the numbers in the bars say so.

import { ngettext } from "stoop/late-words";

export function ring() {
  for (const dot of document.querySelectorAll("[data-inbox]")) {
    const number = Math.min(Number(dot.textContent) + 1, 99);
    dot.textContent = number;
    dot.hidden = false;
    const link = dot.closest("a[aria-label]");
    if (link) link.ariaLabel = ngettext("Inbox, 1 new", "Inbox, {n} new", number);
  }
}
