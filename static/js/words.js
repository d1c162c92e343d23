export const said = {};
export const _ = (words, slots) => (said[words] ?? words).replace(/{(\w+)}/g, (all, name) => slots?.[name] ?? all);
export const ngettext = (one, many, n, slots) => _(n === 1 ? one : many, { n, ...slots });
