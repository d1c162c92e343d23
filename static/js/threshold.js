// When a captain changes how many upvotes a post needs, numbers and houses are counted anew, each in its place. stoop.js
// fetches this then.

import { offer } from "stoop/say";

const MOST_HOUSES = 12;

export function countAnew(threshold) {
  const shown = document.querySelector("[data-asks]");
  if (!shown) return;
  if ((threshold === 0) !== (shown.dataset.asks === "0")) {
    // Upvotes begin or cease to send posts: other words stand there then.
    offer("Something changed here.", "Show what changed", () => location.reload());
    return;
  }
  if (threshold === 0) return;
  shown.dataset.asks = threshold;
  for (const place of document.querySelectorAll("[data-asked]")) place.textContent = threshold;
  for (const place of document.querySelectorAll("[data-left]")) {
    const left = Math.max(threshold - place.dataset.left, 0);
    const upvotes = left === 1 ? "upvote" : "upvotes";
    place.textContent = place.textContent.replace(/\d+/, left).replace(/upvotes?/, upvotes);
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
  fresh.ariaLabel = `${have} of ${of} neighbors`;
  return fresh;
}
