// A draft comes back into its form; one that stands posted by now is forgotten.

import { clock } from "stoop/clock";
import { mine, read, remove, stamp } from "stoop/store";
import { _ } from "stoop/late-words";
import { form, key, tellDraft, written } from "stoop/writing";

export async function back() {
  await forgetPosted();
  if (form) await bringBack();
}

async function bringBack() {
  const draft = await read("drafts", key());
  // What is changed came filled in: what was changed last stands for it.
  if (!draft || (written() && form.dataset.draft !== "change")) return;
  // It was put into the outbox, and the tab ended before the draft could.
  if ((await mine("outbox")).some(({ client }) => client === draft.client)) return remove("drafts", key());
  for (const [name, value] of draft.fields) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) field.value = value;
    else if (field?.type === "checkbox") field.checked = field.value === value;
    else if (field) field.value = value;
  }
  for (const folded of form.querySelectorAll("details:has(:checked)")) folded.open = true;
  if (draft.photos?.length) await bringPhotos(form.querySelector("[data-photos]"), draft.photos);
  form.dispatchEvent(new Event("back"));
  if (draft.sent) {
    // It may have reached the server: the same words under the same stamp are posted once, other words are another post.
    form.elements.client_id.value = draft.client;
    form.addEventListener("input", () => (form.elements.client_id.value = stamp()), { once: true });
  }
  tellDraft(_("Your draft from {time} is back.", { time: clock(draft.at) }), true);
}

async function bringPhotos(field, photos) {
  const { add, of, see } = await import("stoop/camera");
  for (const { file, alt } of photos) {
    const photo = { file };
    const item = add(field, photo);
    see(item, photo, file);
    of(item, "doings").hidden = false;
    item.querySelector("input.in").value = alt;
  }
}

// On the way through sign-in the words travelled along; here they stand posted.
async function forgetPosted() {
  const posted = sessionStorage.posted && JSON.parse(sessionStorage.posted);
  if (!posted || document.querySelector("h1")?.textContent.trim() !== posted.title) return;
  delete sessionStorage.posted;
  await remove("drafts", posted.key);
}
