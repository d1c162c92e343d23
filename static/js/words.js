export const said = {};
const written = (slot) => (typeof slot === "number" ? slot.toLocaleString(`${document.documentElement.lang}-US`) : slot);
export const _ = (words, slots) => (said[words] ?? words).replace(/{(\w+)}/g, (all, name) => written(slots?.[name]) ?? all);
export const ngettext = (one, many, n, slots) => _(n === 1 ? one : many, { n, ...slots });
