// What waits is changed before it goes out: its words, its photos, its spot.

import { button, element, pictures } from "stoop/waiting";
import { _ } from "stoop/late-words";

const EDITED = {
  title: _("In one line"),
  place: _("Address or street"),
  landmark: _("Landmark"),
  description: _("More, if it helps"),
  words: _("Your reply"),
};
const LONG = new Set(["description", "words"]);
const MOST = { title: 120, place: 200, landmark: 200, description: 4000, words: 2000 };

export function mend(row, item, save, stop) {
  const form = element("form", "stack");
  const left = new Set(item.photos);
  const away = (photo, place) =>
    button(_("Remove photo"), "btn-q", () => {
      left.delete(photo);
      place.remove();
      form.querySelector(".in, button").focus();
    });
  row.querySelector(".pics-w")?.remove();
  form.append(pictures(item, away));
  for (const [name, value] of item.fields.filter(([key]) => key in EDITED)) {
    const label = element("label", "field", EDITED[name]);
    const field = Object.assign(document.createElement(LONG.has(name) ? "textarea" : "input"), { name, value, className: "in", maxLength: MOST[name] });
    field.required = ["title", "words"].includes(name);
    label.append(field);
    form.append(label);
  }
  if (item.fields.some(([name, value]) => name === "lat" && value)) {
    const spot = element("label", "ck");
    spot.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "spot", checked: true }), " ", _("Use the spot from the phone or the photo"));
    form.append(spot);
  }
  const deeds = element("p", "row");
  deeds.append(element("button", "btn btn-s", _("Save")), button(_("Cancel"), "btn-q", stop));
  form.append(deeds);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = [...new FormData(form)];
    const noSpot = form.elements.spot && !form.elements.spot.checked;
    save(item, noSpot ? [...words, ["lat", ""], ["lon", ""]] : words, [...left]);
  });
  row.append(form);
  row.querySelector(".row").remove();
  form.querySelector(".in").focus();
}
