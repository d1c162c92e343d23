// Leaflet on a piece of a page, fetched now and only now; below the pins the tiles, or streets and outlines of our own data.

import { _ } from "stoop/late-words";

function fetched(tag, values) {
  return new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), values, { onload: done, onerror: failed });
    document.head.append(node);
  });
}

export function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

const style = (href) => fetched("link", { rel: "stylesheet", href });

// The map in `root`, whose data say where and how. It looks nowhere yet: `look` is told each time it has moved.
export async function lay(root, label) {
  const { leaflet, leafletCss, mapCss, tiles, credit, at, zoom } = root.dataset;
  await Promise.all([style(leafletCss), mapCss && style(mapCss), fetched("script", { src: leaflet })]);
  root.replaceChildren();
  root.hidden = false;
  root.classList.add("mp-open");
  const still = matchMedia("(prefers-reduced-motion:reduce)").matches;
  const map = L.map(root, { minZoom: 10, maxZoom: 19, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still });
  if (still) map.panBy = (by) => L.Map.prototype.panBy.call(map, by, { animate: false }); // the keys of the map ask for it
  map.attributionControl.setPrefix(false);
  map.setView(at.split(",").map(Number), zoom);
  if (tiles) L.tileLayer(tiles, { attribution: element("span", "", credit).innerHTML, maxZoom: 19, referrerPolicy: "origin" }).addTo(map);
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", label);
  return map;
}

const NAMED = 15; // the least zoom at which there is room for names
const ROOM = { x: 96, y: 22 }; // pixels a name takes

// The name of each street once, where it is nearest to the middle, as far as there is room.
function nameAll(map, layer, streets) {
  if (map.getZoom() < NAMED) return;
  const middle = map.getCenter();
  const nearest = new Map();
  for (const [words, line] of streets) {
    const at = L.latLngBounds(line).getCenter();
    const off = at.distanceTo(middle);
    if (!(nearest.get(words)?.off <= off)) nearest.set(words, { at, off });
  }
  const taken = [];
  for (const [words, { at }] of [...nearest].sort(([, one], [, other]) => one.off - other.off)) {
    const { x, y } = map.latLngToContainerPoint(at);
    if (taken.some((other) => Math.abs(other.x - x) < ROOM.x && Math.abs(other.y - y) < ROOM.y)) continue;
    taken.push({ x, y });
    const icon = L.divIcon({ html: element("span", "", words), className: "m-name", iconSize: null });
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layer);
  }
}

// Streets with their names where there are no tiles, and the edges of boards, in `layer`.
export function draw(map, layer, { boards, streets }) {
  layer.clearLayers();
  for (const [, line] of streets) L.polyline(line, { className: "m-st", weight: map.getZoom() - 11, interactive: false }).addTo(layer);
  for (const { rings } of boards) L.polygon(rings, { className: "m-edge", fill: false, interactive: false }).addTo(layer);
  nameAll(map, layer, streets);
}

// A box on a coarse grid around the map, larger than what is seen: where the middle of the map is the place of a person,
// no address tells it nearer than the side of a square (about 200 m).
const GRID = 0.002;

function boxAround(map) {
  const box = map.getBounds();
  const edges = (low, high) => {
    const middle = Math.round((low + high) / 2 / GRID);
    const half = Math.ceil((high - low) / 2 / GRID + 0.5);
    return [middle - half, middle + half].map((edge) => (edge * GRID).toFixed(3));
  };
  const [south, north] = edges(box.getSouth(), box.getNorth());
  const [west, east] = edges(box.getWest(), box.getEast());
  return [south, west, north, east];
}

let asked;

// What lies on the map now, and a little around it. Undefined when it has moved on meanwhile; an Error says in words what is wrong.
export async function look(map) {
  asked?.abort();
  asked = new AbortController();
  const streets = map.getContainer().dataset.tiles ? "" : "&streets";
  const { signal } = asked;
  try {
    const answer = await fetch(`/map.json?box=${boxAround(map)}&zoom=${map.getZoom()}${streets}`, { signal, headers: { Accept: "application/json" } });
    const data = await answer.json();
    return answer.ok ? data : new Error(data.error);
  } catch (problem) {
    if (problem.name === "AbortError") return undefined;
    return new Error(_("The posts did not come through. Move the map to try again."));
  }
}
