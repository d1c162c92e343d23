// The opened map: where the list below the map is, there stays the list: the map only adds to it.

import { draw, element, lay, look } from "stoop/ground";
import { _, ngettext } from "stoop/late-words";

const root = document.querySelector("[data-map]");
const says = document.querySelector("[data-map-says]");
const list = document.querySelector("[data-map-list]");
const SAVES = navigator.connection?.saveData;
const LAST_ZOOM = 18; // LAST_ZOOM in map_posts.py

// A pin, or a count with one dot for each state there is.
function mark({ board, city, done, posts }) {
  const size = board + city + done;
  const face = element("span", "mk-face");
  const dots = element("span", "mk-dots");
  if (board) dots.append(element("i", "dot-post"));
  if (city) dots.append(element("i", "dot-city"));
  if (done) dots.append(element("i", "dot-done"));
  if (size > 1) face.append(element("b", "", size));
  face.append(dots);
  const [post] = posts;
  const counts = [ngettext("{n} post here", "{n} posts here", size), city && _("{n} at 311", { n: city }), done && _("City says done: {n}", { n: done })];
  face.append(element("span", "vh", size === 1 && post ? `${post.title}, ${post.state}` : counts.filter(Boolean).join(", ")));
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
  if (opens) pin.bindPopup(told(group.posts), { autoPanPadding: [24, 24], maxHeight: 240 });
  else pin.on("click", () => map.setView(group.at, Math.max(map.getZoom(), Math.min(map.getZoom() + 2, LAST_ZOOM))));
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
  draw(map, ground, { boards, streets });
  const seen = groups.filter(({ at }) => map.getBounds().contains(at));
  arrange(map, marks, seen);
  list?.replaceChildren(list.querySelector("h2"), told(seen.flatMap(({ posts }) => posts)));
  const total = seen.reduce((sum, { board, city, done }) => sum + board + city + done, 0);
  says.textContent = ngettext("{n} post on this map.", "{n} posts on this map.", total);
  if (capped) says.append(" ", _("Only the newest are counted. Look closer to see more."));
}

async function lookAgain(map, layers) {
  const found = await look(map);
  if (found instanceof Error) says.textContent = found.message;
  else if (found) show(map, layers, found);
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

async function open() {
  const map = await lay(root, _("Map. Arrow keys move it, plus and minus zoom. The posts are also in the list below."));
  const layers = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  map.on("moveend", () => lookAgain(map, layers));
  document.querySelector("[data-map-moves]")?.remove();
  here(map);
  await lookAgain(map, layers);
}

if (root && !SAVES) open().catch(() => (says.textContent = _("The moving map did not load. The drawn one works with the buttons.")));
