// The opened map: Leaflet is fetched now, and only now. Without tiles, streets and outlines are drawn from our own data.
// Where the list below the map is, there stays the list: the map only adds to it.

import { _, ngettext } from "stoop/late-words";

const root = document.querySelector("[data-map]");
const says = document.querySelector("[data-map-says]");
const list = document.querySelector("[data-map-list]");
const SAVES = navigator.connection?.saveData;
const LAST_ZOOM = 18;

function fetched(tag, values) {
  return new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), values, { onload: done, onerror: failed });
    document.head.append(node);
  });
}

function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

// A pin, or a count with one dot for each state there is.
function mark({ board, city, posts }) {
  const size = board + city;
  const face = element("span", "mk-face");
  const dots = element("span", "mk-dots");
  if (board) dots.append(element("i", "dot-post"));
  if (city) dots.append(element("i", "dot-city"));
  if (size > 1) face.append(element("b", "", size));
  face.append(dots);
  const [post] = posts;
  const said = size === 1 && post ? `${post.title}, ${post.state}` : ngettext("{n} post, {city} at 311", "{n} posts, {city} at 311", size, { city });
  face.append(element("span", "vh", said));
  const kind = size > 1 ? "mk mk-many" : post?.vague ? "mk mk-vague" : "mk mk-one";
  return L.divIcon({ html: face, className: kind, iconSize: [36, 36], iconAnchor: size > 1 ? [18, 18] : [18, 34] });
}

function told(posts) {
  const list = element("ul", "mk-list");
  for (const post of posts) {
    const line = element("li", "");
    line.append(Object.assign(element("a", "", post.title), { href: `/o/${post.id}` }));
    line.append(element("p", "meta", [post.place, post.state, ngettext("{n} upvote", "{n} upvotes", post.votes)].filter(Boolean).join(" · ")));
    if (post.vague) line.append(element("p", "meta", _("Somewhere on this block.")));
    list.append(line);
  }
  return list;
}

// A pin that stays where it is stays itself: its open popup, and the focus on it, outlive a move of the map.
const pins = new Map();

function pinOf(map, group) {
  const opens = group.posts.length && (group.posts.length === 1 || map.getZoom() >= LAST_ZOOM);
  const key = JSON.stringify([group, opens]);
  if (pins.has(key)) return [key, pins.get(key)];
  const pin = L.marker(group.at, { icon: mark(group), riseOnHover: true });
  if (opens) pin.bindPopup(told(group.posts), { autoPanPadding: [24, 24] });
  else pin.on("click", () => map.setView(group.at, Math.min(map.getZoom() + 2, LAST_ZOOM)));
  return [key, pin];
}

function arrange(map, layer, groups) {
  const wanted = new Map(groups.map((group) => pinOf(map, group)));
  for (const [key, pin] of pins) {
    if (wanted.has(key)) continue;
    layer.removeLayer(pin);
    pins.delete(key);
  }
  for (const [key, pin] of wanted) pins.set(key, pin.addTo(layer));
}

function show(map, [ground, marks], { groups, boards, streets, capped }) {
  ground.clearLayers();
  for (const [name, line] of streets) L.polyline(line, { className: "m-st", weight: map.getZoom() - 11, interactive: false }).addTo(ground);
  for (const { name, rings } of boards) L.polygon(rings, { className: "m-edge", fill: false, interactive: false }).addTo(ground);
  arrange(map, marks, groups);
  list?.replaceChildren(list.querySelector("h2"), told(groups.flatMap(({ posts }) => posts)));
  const total = groups.reduce((sum, { board, city }) => sum + board + city, 0);
  says.textContent = ngettext("{n} post on this map.", "{n} posts on this map.", total);
  if (capped) says.append(" ", _("Only the newest are counted. Look closer to see more."));
}

let asked;

async function look(map, layers) {
  asked?.abort();
  asked = new AbortController();
  const box = map.getBounds();
  const edges = [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map((edge) => edge.toFixed(5));
  const streets = root.dataset.tiles ? "" : "&streets";
  try {
    const answer = await fetch(`/map.json?box=${edges}&zoom=${map.getZoom()}${streets}`, { signal: asked.signal, headers: { Accept: "application/json" } });
    const data = await answer.json();
    if (answer.ok) show(map, layers, data);
    else says.textContent = data.error;
  } catch (problem) {
    if (problem.name !== "AbortError") says.textContent = _("The posts did not come through. Move the map to try again.");
  }
}

function here(map) {
  const place = document.querySelector("[data-map-here]");
  if (!place || !navigator.geolocation) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => map.locate({ setView: true, maxZoom: 17, timeout: 15_000 }));
  const spot = L.circleMarker([0, 0], { className: "mk-me", radius: 8, interactive: false });
  map.on("locationfound", ({ latlng }) => spot.setLatLng(latlng).addTo(map));
  map.on("locationerror", () => (says.textContent = _("Your phone did not tell us where you are.")));
}

export async function open() {
  const { leaflet, leafletCss, tiles, credit, at, zoom } = root.dataset;
  await Promise.all([fetched("link", { rel: "stylesheet", href: leafletCss }), fetched("script", { src: leaflet })]);
  root.replaceChildren();
  root.classList.add("mp-open");
  const still = matchMedia("(prefers-reduced-motion:reduce)").matches;
  const map = L.map(root, { minZoom: 10, maxZoom: 19, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still });
  map.attributionControl.setPrefix(false);
  map.setView(at.split(",").map(Number), zoom);
  if (tiles) L.tileLayer(tiles, { attribution: element("span", "", credit).innerHTML, maxZoom: 19, referrerPolicy: "origin" }).addTo(map);
  const layers = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  map.on("moveend", () => look(map, layers));
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", _("Map. Arrow keys move it, plus and minus zoom. The posts are also in the list below."));
  document.querySelector("[data-map-moves]")?.remove();
  here(map);
  await look(map, layers);
  return map;
}

if (root && !SAVES) open().catch(() => (says.textContent = _("The moving map did not load. The drawn one works with the buttons.")));
