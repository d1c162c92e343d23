// Puts what a line brings in its place: fragments inside elements, numbers inside counts. Nothing moves, focus stays.

import { ngettext } from "stoop/words";

export function swap({ html = {}, observation, votes, comments }) {
  for (const [target, fragment] of Object.entries(html)) {
    for (const place of document.querySelectorAll(`[data-swap="${target}"]`)) replace(place, fragment);
  }
  if (votes !== undefined) setVotes(observation, votes);
  if (comments !== undefined) setComments(observation, comments);
}

function replace(place, fragment) {
  if (place.innerHTML === fragment) return;
  const held = place.contains(document.activeElement) && document.activeElement !== place && document.activeElement;
  place.innerHTML = fragment;
  place.classList.toggle("off", !fragment && place.classList.contains("official"));
  if (!held) return;
  const same = [...place.querySelectorAll("a")].find((link) => link.href === held.href);
  if (!same) place.tabIndex = -1;
  (same ?? place).focus();
}

const LAST_NUMBER = /\d([\d,.]*\d)?(?=\D*$)/;

export function setVotes(observation, votes) {
  for (const count of document.querySelectorAll(`[data-votes="${observation}"]`)) {
    count.textContent = votes;
    const button = count.closest("button[aria-label]");
    if (button) button.ariaLabel = button.ariaLabel.replace(LAST_NUMBER, votes);
  }
}

function setComments(observation, comments) {
  for (const count of document.querySelectorAll(`[data-comments="${observation}"]`)) {
    count.textContent = comments;
    const word = count.nextSibling;
    if (word?.nodeType === Node.TEXT_NODE) word.textContent = ` ${ngettext("reply", "replies", comments)}`;
  }
}
