// Boxes over a picture, drawn with a finger, a mouse, or typed in percent. A box is [left, top, width, height] in whole
// thousandths of the picture.

import { _ } from "stoop/late-words";

const SMALLEST = 8;
const SVG = "http://www.w3.org/2000/svg";

export function drawOn(root, boxes = [], changed = () => {}) {
  const of = (name) => root.querySelector(`[data-${name}]`);
  const stage = of("stage");
  const picture = stage.querySelector("svg");
  let start;

  const rect = ([x, y, width, height]) => {
    const made = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x, y, width, height })) made.setAttribute(name, value);
    return made;
  };

  const show = (going) => picture.replaceChildren(...[...boxes, ...(going ? [going] : [])].map(rect));

  const set = (words) => {
    show();
    of("boxes").replaceChildren(...boxes.map(line));
    of("told").textContent = words;
    changed(boxes);
  };

  const line = (box, index) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-q btn-s" });
    button.textContent = _("Remove box {n}", { n: index + 1 });
    button.onclick = () => {
      boxes.splice(index, 1);
      set(_("Box {n} is gone.", { n: index + 1 }));
      (of("boxes").querySelector("button") ?? root.querySelector("summary")).focus();
    };
    const item = document.createElement("li");
    item.append(button);
    return item;
  };

  const add = (box) => {
    boxes.push(box);
    set(_("Box {n} is drawn.", { n: boxes.length }));
  };

  const point = ({ clientX, clientY }) => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    const inside = (part) => Math.round(Math.min(1, Math.max(0, part)) * 1000);
    return [inside((clientX - left) / width), inside((clientY - top) / height)];
  };

  const between = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.abs(a - c), Math.abs(b - d)];

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    start = point(event);
  });
  stage.addEventListener("pointermove", (event) => start && show(between(start, point(event))));
  stage.addEventListener("pointerup", (event) => {
    const box = start && between(start, point(event));
    start = undefined;
    if (box && box[2] >= SMALLEST && box[3] >= SMALLEST) add(box);
    else show();
  });
  stage.addEventListener("pointercancel", () => {
    start = undefined;
    show();
  });
  stage.addEventListener("click", (event) => event.preventDefault());

  const fields = [...root.querySelectorAll("[data-number]")];
  const typed = (event) => {
    event.preventDefault();
    const box = fields.map(({ value }) => Math.round(Number(value.replace(",", ".")) * 10));
    const [x, y, width, height] = box;
    if (!(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1000 && y + height <= 1000)) {
      of("told").textContent = _("That box is not inside the photo. Use numbers from 0 to 100.");
      return;
    }
    for (const field of fields) field.value = "";
    add(box);
  };
  of("add").addEventListener("click", typed);
  for (const field of fields) field.addEventListener("keydown", (event) => event.key === "Enter" && typed(event));
  if (boxes.length) set("");
  return boxes;
}

// The page of a posted photo: boxes that the address brought are drawn on; what is drawn is posted.
const page = document.querySelector("[data-cover-page]");
if (page) {
  const hidden = page.querySelector("[data-hidden]");
  const boxes = [...hidden.children].map(({ value }) => value.split(",").map(Number));
  page.dataset.on = "";
  drawOn(page, boxes, () => {
    const fields = boxes.map((box) => Object.assign(document.createElement("input"), { type: "hidden", name: "box", value: box }));
    hidden.replaceChildren(...fields);
  });
}
