// A form that finds no signal waits on this phone, whole, with its photos.

import { holdForm, silence } from "stoop/outbox";
import { tell } from "stoop/outgoing";
import { _ } from "stoop/late-words";

// False: there is nobody to wait for.
export async function hold(form) {
  const reply = form.matches("[data-comment]");
  const label = reply ? document.querySelector("h1").textContent.trim() : document.title;
  if (!(await holdForm(reply ? "comment" : "post", form, label))) return false;
  form.dispatchEvent(new Event("sent"));
  form.reset();
  for (const name of ["lat", "lon"]) if (form.elements[name]) form.elements[name].value = "";
  const spot = form.querySelector("[data-here] [role=status]");
  if (spot) spot.textContent = "";
  const said = reply
    ? _("{why} Your reply waits on this phone and goes out by itself.", silence())
    : _("{why} Your post waits on this phone and goes out by itself.", silence());
  tell(said);
  return true;
}
