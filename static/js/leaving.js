// Signing out of a phone that others may use: what this person wrote and did not send can be cleared, or kept for them.

import { waiting } from "stoop/outbox";
import { focusOn } from "stoop/say";
import { mine, remove } from "stoop/store";
import { _, ngettext } from "stoop/late-words";

for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [items, drafts] = [await waiting(), await mine("drafts")];
    if (items.length + drafts.length) ask(form, items, drafts);
    else leave(form);
  });
}

function ask(form, items, drafts) {
  document.getElementById("leaving")?.remove();
  const panel = Object.assign(document.createElement("section"), { className: "panel stack", id: "leaving", ariaLabel: _("Before you sign out") });
  const words = document.createElement("p");
  words.textContent = [
    _("On this phone you have:"),
    items.length && ngettext("{n} thing waiting to be sent.", "{n} things waiting to be sent.", items.length),
    drafts.length && ngettext("{n} draft.", "{n} drafts.", drafts.length),
    _("The next person here does not see them."),
  ].filter(Boolean).join(" ");
  const row = Object.assign(document.createElement("p"), { className: "row" });
  const choose = (label, className, press) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: `btn ${className}`, textContent: label });
    made.addEventListener("click", press);
    row.append(made);
  };
  choose(_("Clear them and sign out"), "", async () => {
    for (const item of await mine("outbox")) await remove("outbox", item.id);
    for (const draft of drafts) await remove("drafts", [draft.owner, draft.path]);
    leave(form);
  });
  choose(_("Keep them and sign out"), "btn-2", () => leave(form));
  choose(_("Stay signed in"), "btn-q", () => panel.remove());
  panel.append(words, row);
  form.parentElement.after(panel);
  focusOn(panel);
}

function leave(form) {
  delete localStorage.person;
  sessionStorage.clear(); // words of the desk
  form.submit();
}
