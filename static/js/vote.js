// A vote lights at once. If the server refuses, it goes back, and a note says why.

import { say } from "stoop/say";
import { setVotes } from "stoop/swap";
import { _ } from "stoop/words";

const AGAIN = 20_000;
export const stamp = () => [...crypto.getRandomValues(new Uint32Array(3))].join("-");

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-vote]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[name=do]");
  if (button.ariaBusy !== "true") cast(form, button);
});

async function cast(form, button) {
  const count = button.querySelector("[data-votes]");
  const before = {
    on: button.ariaPressed === "true",
    value: button.value,
    label: button.ariaLabel,
    words: button.querySelector("[data-label]")?.textContent,
    votes: count && Number(count.textContent.replaceAll(",", "")),
  };
  button.ariaBusy = "true";
  light(button, !before.on, false);
  if (count) count.textContent = before.votes + (before.on ? -1 : 1);
  // To ask takes a slow phone as long as to light it: that is seen first. Who leaves at once has voted too.
  await new Promise((seen) => {
    requestAnimationFrame(() => setTimeout(seen));
    addEventListener("pagehide", seen, { once: true });
  });
  ask(form, button, before);
  if (count) setVotes(form.dataset.vote, count.textContent);
  light(button, !before.on);
}

async function ask(form, button, before) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", before.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    const told = await answer.json();
    if (answer.status === 401) {
      (await import("stoop/joining")).signIn(form, button, before.value);
      return;
    }
    if (!answer.ok) throw new Error(told.error);
    light(button, told.on);
    setVotes(form.dataset.vote, told.votes);
    if (before.value === "join") import("stoop/joining").then(({ joined }) => joined(light));
    say("");
  } catch (problem) {
    if (problem.name === "TypeError" && (await waits(form, before.value, body)) !== null) return;
    light(button, before.on, false);
    button.value = before.value;
    if (before.label) button.ariaLabel = before.label;
    if (before.words) button.querySelector("[data-label]").textContent = before.words;
    if (before.votes !== null) setVotes(form.dataset.vote, before.votes);
    say((problem.name === "Error" && problem.message) || _("Your upvote did not reach us. Check the signal and press again."));
  } finally {
    button.ariaBusy = "false";
  }
}

// Without a signal the upvote waits on this phone, if there is somebody whose it is.
const waits = (form, value, body) =>
  import("stoop/outbox")
    .then(
      ({ holdVote }) => holdVote(form, value),
      () => slip(form, body),
    )
    .catch(() => null);

// The outbox was never fetched, and cannot be now: a slip is left for it. Null: nobody to wait for, or photos. False: an
// upvote pressed again waits no more.
export function slip(form, body) {
  const owner = document.body.dataset.person;
  if (!owner || !navigator.locks || form.querySelector("[data-list] > li")) return null;
  const { vote } = form.dataset;
  const action = new URL(form.action).pathname;
  const label = (form.closest("article")?.querySelector("h2") ?? document.querySelector("h1")).textContent.trim();
  const all = JSON.parse(localStorage.slips ?? "[]");
  const slips = all.filter((one) => !vote || one.owner !== owner || one.action !== action);
  const held = slips.length === all.length;
  body.delete("csrf_token");
  if (held) slips.push({ kind: vote ? "vote" : "comment", owner, action, label, client: body.get("client_id") ?? stamp(), fields: [...body], made: Date.now() });
  localStorage.slips = JSON.stringify(slips);
  localStorage[`waiting-${owner}`] = "1";
  addEventListener("online", takeOver, { once: true });
  say(held ? _("No signal. This waits on this phone and goes out by itself.") : "");
  return held;
}

const takeOver = () => import("stoop/outgoing").then(({ begin }) => begin(), () => setTimeout(takeOver, AGAIN));

// What is seen and, once it is ``named``, what is said and sent.
export function light(button, on, named = true) {
  const label = button.querySelector("[data-label]");
  button.ariaPressed = String(on);
  if (label) {
    button.classList.toggle("lit", on);
    label.textContent = on ? _("Upvoted. Press to take it back") : _("Upvote, this matters to me");
  }
  if (!named) return;
  button.value = on ? "take_back" : "cast";
  if (!label && button.ariaLabel) {
    const title = button.closest("article").querySelector("h2").textContent;
    const votes = button.textContent;
    button.ariaLabel = on
      ? _("You upvoted: {title}. {votes} in all. Press to take it back", { title, votes })
      : _("Upvote: {title}. {votes} so far", { title, votes });
  }
}
