// When a captain changes how many upvotes a post needs, numbers and houses are counted anew, each in its place. stoop.js
// fetches this then.

import { offer } from "stoop/say";
import { _, ngettext } from "stoop/late-words";

const MOST_HOUSES = 12;

export function countAnew(threshold) {
  const shown = document.querySelector("[data-asks]");
  if (!shown) return;
  if ((threshold === 0) !== (shown.dataset.asks === "0")) {
    // Upvotes begin or cease to send posts: other words stand there then.
    offer(_("Something changed here."), _("Show what changed"), () => location.reload());
    return;
  }
  if (threshold === 0) return;
  shown.dataset.asks = threshold;
  for (const place of document.querySelectorAll("[data-asked]")) place.textContent = threshold;
  for (const place of document.querySelectorAll("[data-left]")) {
    const left = Math.max(threshold - place.dataset.left, 0);
    const inSteps = place.closest(".next");
    place.textContent = inSteps ? ngettext("{n} more upvote", "{n} more upvotes", left) : ngettext("1 more", "{n} more", left);
  }
  for (const houses of document.querySelectorAll("[data-have]")) houses.replaceWith(street(houses, threshold));
}

// As houses() in _parts.jinja2 draws it.
function street(old, of) {
  const { have } = old.dataset;
  const lit = Math.min(have, of);
  const fresh = document.createElement(of > MOST_HOUSES ? "progress" : "span");
  if (of > MOST_HOUSES) Object.assign(fresh, { className: "votes", max: of, value: lit });
  else {
    fresh.className = old.closest(".lot") ? "houses big" : "houses";
    fresh.role = "img";
    Object.assign(fresh.dataset, { of, lit });
  }
  fresh.dataset.have = have;
  fresh.ariaLabel = _("{lit} of {of} neighbors", { lit: have, of });
  return fresh;
}
