// A vote lights at once. If the server refuses, it goes back, and a note says why.

import { say } from "stoop/say";
import { setVotes } from "stoop/swap";
import { _ } from "stoop/words";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-vote]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[name=do]");
  if (button.ariaBusy !== "true") cast(form, button);
});

async function cast(form, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", button.value);
  const before = { on: button.ariaPressed === "true", value: button.value, label: button.ariaLabel };
  const words = button.querySelector("[data-label]")?.textContent;
  const count = document.querySelector(`[data-votes="${form.dataset.vote}"]`);
  const votes = count && Number(count.textContent.replaceAll(",", ""));
  const inButton = button.querySelector("[data-votes]") !== null;
  button.ariaBusy = "true";
  light(button, !before.on);
  if (inButton) setVotes(form.dataset.vote, votes + (before.on ? -1 : 1));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.status === 401) {
      leave(form, button, before.value);
      return;
    }
    if (!answer.ok) throw new Error(told.error);
    light(button, told.on);
    setVotes(form.dataset.vote, told.votes);
    if (before.value === "join") joined();
    say("");
  } catch (problem) {
    if (problem.name === "TypeError" && (await waits(form, before.value)) !== null) return;
    button.ariaPressed = String(before.on);
    button.classList.toggle("lit", before.on && button.classList.contains("btn"));
    button.value = before.value;
    if (before.label) button.ariaLabel = before.label;
    if (words) button.querySelector("[data-label]").textContent = words;
    if (inButton) setVotes(form.dataset.vote, votes);
    const known = problem.name === "Error" && problem.message;
    say(known || _("Your upvote did not reach us. Check the signal and press again."));
  } finally {
    button.ariaBusy = "false";
  }
}

// Without a signal the upvote waits on this phone, if there is somebody whose it is.
const waits = (form, value) =>
  import("stoop/outbox").then(
    ({ holdVote }) => holdVote(form, value),
    () => null,
  );

function light(button, on) {
  const label = button.querySelector("[data-label]");
  button.ariaPressed = String(on);
  button.value = on ? "take_back" : "cast";
  if (label) {
    button.classList.toggle("lit", on);
    label.textContent = on ? _("Upvoted. Press to take it back") : _("Upvote, this matters to me");
  } else if (button.ariaLabel) {
    const title = button.closest("article").querySelector("h2").textContent;
    const votes = button.textContent;
    button.ariaLabel = on
      ? _("You upvoted: {title}. {votes} in all. Press to take it back", { title, votes })
      : _("Upvote: {title}. {votes} so far", { title, votes });
  }
}

// Whoever joined the board with a vote need not join again.
function joined() {
  for (const button of document.querySelectorAll("form[data-vote] button[name=do]")) {
    button.removeAttribute("title");
    if (button.value === "join") light(button, false);
  }
}

// Signed out: the form goes the way it goes without scripts, through sign-in and back.
function leave(form, button, value) {
  button.value = value;
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "do", value });
  form.append(chosen);
  form.submit();
}
