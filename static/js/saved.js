// This page is a copy kept on the phone. Says so, with its time; what was written goes to the outbox.

import { clock } from "stoop/clock";
import { mark, style, waiting } from "stoop/outbox";
import { offer, say } from "stoop/say";
import { owner } from "stoop/store";
import { setVotes } from "stoop/swap";
import { light } from "stoop/vote";
import { _ } from "stoop/late-words";

const time = clock(Number(document.body.dataset.saved));
style();
// Made for a stranger, read by somebody who is signed in.
if (owner()) for (const part of document.querySelectorAll("[data-stranger]")) part.hidden = true;

const signal = Object.assign(document.createElement("b"), { textContent: _("No signal.") });
const strip = document.querySelector("[data-fresh]");
if (strip) {
  offer(_("Saved copy, {time}", { time }), _("Try again"), () => location.reload());
  const note = Object.assign(document.createElement("p"), { className: "note note-porch offl" });
  note.setAttribute("role", "status");
  const words = owner()
    ? _("You see the copy from {time}. Upvotes, replies and posts wait on this phone and go out by themselves.", { time })
    : _("You see the copy from {time}. What you write is kept on this phone.", { time });
  const said = document.createElement("span");
  said.append(signal, " ", words);
  note.append(said);
  document.querySelector(".bhead")?.before(note);
  const panel = Object.assign(document.createElement("section"), { className: "panel stack", hidden: true, ariaLabel: _("Waiting on this phone") });
  panel.dataset.waiting = "";
  document.querySelector(".bhead")?.after(panel);
  import("stoop/waiting");
}

for (const item of await waiting()) {
  const form = item.kind === "vote" && item.state === "waiting" && document.querySelector(`form[data-vote][action="${item.action}"]`);
  if (!form) continue;
  const [[, deed]] = item.fields;
  const button = form.querySelector("button[name=do]");
  const on = deed !== "take_back";
  if (on !== (button.ariaPressed === "true")) setVotes(form.dataset.vote, Number(button.textContent.replaceAll(",", "")) + (on ? 1 : -1));
  light(button, on);
  mark(form, true, deed);
}

for (const image of document.images) {
  const gone = () => image.replaceWith(image.alt);
  if (image.complete && !image.naturalWidth) gone();
  image.addEventListener("error", gone);
}

addEventListener("online", () => {
  signal.textContent = _("The signal is back.");
  say(signal.textContent, { again: true });
});
