// The bigger map in the form of a post: a tap, the dragged pin, or Enter in the middle puts the point into the fields of
// the form, and the server says which block that is. The pin also follows the buttons of the form and the phone.

import { draw, lay, look } from "stoop/ground";
import { _ } from "stoop/late-words";
import { form, put } from "stoop/pick";

const NEAR = 16; // the least at which a finger tells one house from the next
const CLOSE = 17;

const pointOf = () => {
  const { lat, lon } = form.elements;
  return lat.value && [Number(lat.value), Number(lon.value)];
};

const told = ({ lat, lng }) => put(lat.toFixed(6), lng.toFixed(6));

function pinOn(map) {
  const face = Object.assign(document.createElement("span"), { className: "mk-face" });
  const icon = L.divIcon({ html: face, className: "mk mk-one", iconSize: [36, 36], iconAnchor: [18, 40] });
  const pin = L.marker(map.getCenter(), { icon, draggable: true, autoPan: true, keyboard: false });
  pin.on("dragend", () => told(pin.getLatLng()));
  return pin;
}

// Where the form says, in sight, and near enough to see the houses.
function follow(map, pin) {
  const point = pointOf();
  if (!point) {
    pin.remove();
    return;
  }
  pin.setLatLng(point).addTo(map);
  if (map.getZoom() < NEAR || !map.getBounds().contains(point)) map.setView(point, Math.max(map.getZoom(), CLOSE));
}

// What is posted here already, so that nobody puts a second pin on it unknowing.
async function around(map, ground, posts) {
  const found = await look(map);
  if (!found || found instanceof Error) return; // the pin needs none of it
  draw(map, ground, found);
  posts.clearLayers();
  for (const { at } of found.groups) L.circleMarker(at, { className: "mk-near", radius: 6, interactive: false }).addTo(posts);
}

export async function open(place) {
  const root = place.querySelector("[data-bigger-map]");
  const map = await lay(root, _("Map. Arrow keys move it, plus and minus zoom. Enter puts the pin in the middle."));
  const [ground, posts] = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  const pin = pinOn(map);
  map.doubleClickZoom.disable(); // two taps are two tries to hit
  map.on("click", ({ latlng }) => told(latlng));
  map.on("moveend", () => around(map, ground, posts));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== root) return;
    event.preventDefault();
    told(map.getCenter());
  });
  form.addEventListener("picked", () => follow(map, pin));
  root.previousElementSibling.hidden = true; // the button
  root.nextElementSibling.hidden = false; // how it is done
  document.querySelector("[data-pick]").classList.add("pick-bigger");
  follow(map, pin);
  root.focus({ preventScroll: true });
  await around(map, ground, posts);
}
