// The map in the form of a post, without a new page for each tap: the form goes to the server as it would by itself, and of
// the answer only the map, the point and the address are taken over. Chosen photos stay where they are.

import { _ } from "stoop/late-words";

export const form = document.querySelector("[data-compose]");
const TAKEN = ["lat", "lon", "place"];
let asked;
let filled; // the address that a pin has written: the next pin may write another

export async function press(button, at) {
  const says = document.getElementById("pick-says");
  const sent = new FormData(form);
  if (button.type !== "image") sent.set(button.name, button.value);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  if (button.type === "image") for (const axis of ["x", "y"]) sent.set(`pin.${axis}`, Math.round(at[axis]));
  if (button.value === "here" && sent.get("place") === filled) sent.set("place", "");
  says.textContent = _("Looking…");
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const answer = await fetch(button.getAttribute("formaction") ?? form.action, { method: "POST", body: sent, signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    take(page, button);
  } catch (problem) {
    if (problem.name === "AbortError") return;
    const set = button.value === "here" && form.elements.lat.value;
    says.textContent = set ? _("The pin is set.") : _("The map did not come through. Write an address or a landmark instead.");
  }
}

function take(page, button) {
  const before = form.elements.place.value;
  for (const name of TAKEN) form.elements[name].value = page.querySelector(`[data-compose] [name=${name}]`).value;
  const { lat, place } = form.elements;
  if (place.value !== before) filled = place.value;
  document.querySelector("[data-pick]").replaceChildren(...page.querySelector("[data-pick]").childNodes);
  // A pin that is taken away takes its button along.
  const pick = document.querySelector("[data-pick]");
  if (button.name === "pin_do") (pick.querySelector(`[value=${button.value}]`) ?? pick.querySelector("summary"))?.focus();
  const told = document.getElementById("pick-says");
  const words = told.textContent;
  told.textContent = "";
  requestAnimationFrame(() => (told.textContent = words));
  lat.dispatchEvent(new Event("input", { bubbles: true })); // the draft keeps the point
  form.dispatchEvent(new Event("picked"));
}

// The point, known here already: the server says where that is.
export function put(lat, lon) {
  form.elements.lat.value = lat;
  form.elements.lon.value = lon;
  form.dispatchEvent(new Event("picked"));
  return press(Object.assign(document.createElement("button"), { name: "pin_do", value: "here" }));
}
