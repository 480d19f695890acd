// Elements made in one line. Texts become text nodes: nothing of an answer is ever markup.

/** Make an element: element("a", {href: "#/Thread", class: "type"}, "Thread", …). */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...content.flat(Infinity).filter((part) => part !== null && part !== undefined));
  return made;
}

/** Find the one element that has this id. */
export const find = (id) => document.getElementById(id);
