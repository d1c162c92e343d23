// The photos of a form on their way: in pieces when the form is sent, going on where a lost connection ended. Without a
// signal they wait with their form.

import { complain, headers, items, name, named, of, say, unsent } from "stoop/camera";
import { Refused, upload } from "stoop/sending";
import { _, ngettext } from "stoop/late-words";

export async function sendAll(form, field, waiting, button) {
  const label = [...(button?.childNodes ?? [])];
  form.ariaBusy = "true";
  for (const item of waiting) await unsent(item)?.prepared;
  // A copy of the page has no token of ours: the outbox asks for one.
  if ((document.body.dataset.saved || !navigator.onLine) && (await holds(form))) return;
  form.ariaBusy = "true";
  button?.replaceChildren(_("Sending…"));
  say(field, ngettext("Sending the photo.", "Sending {n} photos.", waiting.length));
  for (const item of waiting) await send(item, field);
  form.ariaBusy = "false";
  button?.replaceChildren(...label);
  const left = items(field).find(unsent);
  if (left) of(left, "said").focus();
  else form.requestSubmit(button);
}

// Ends when the photo is there, removed, or refused.
async function send(item, field) {
  const photo = unsent(item);
  const bar = item.querySelector("progress");
  await photo?.prepared;
  if (!unsent(item) || photo.refused) return;
  complain(of(item, "said"), "");
  bar.hidden = false;
  const moved = (part) => {
    bar.value = part;
    of(item, "size").textContent = named(photo.file);
  };
  const dropped = (first) => {
    of(item, "size").textContent = _("Waiting for a signal. It goes on by itself.");
    if (first) say(field, of(item, "size").textContent);
  };
  try {
    const key = await upload(photo, headers(field), { moved, dropped, wanted: () => unsent(item) });
    if (key && unsent(item)) name(item, (photo.key = key));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    bar.hidden = true;
    complain(of(item, "said"), problem.message);
  }
}

// False: nobody is signed in whose it is, or what keeps it is not here. It stays in the form and goes on by itself.
async function holds(form) {
  try {
    const { hold } = await import("stoop/outbox");
    const refused = items(of(form, "photos")).find((item) => unsent(item)?.refused);
    if (!refused) return await hold(form);
    of(refused, "said").focus();
    return true;
  } catch {
    return false;
  } finally {
    form.ariaBusy = "false";
  }
}
