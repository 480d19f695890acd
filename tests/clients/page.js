// The program that the page for front-end developers is: run from top to bottom, on the demo.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket; // browsers have it, and Node since its version 22

const { BUILT, COMMUNS } = process.env;
const PAGE = path.join(import.meta.dirname, "../../docs/front-end.md");
const CODE = /^[A-Z0-9-]{6,12}$/m; // alone on its line, as in our letters

/** Look into the demo's mailbox, as whoever is asked for the code does. */
globalThis.prompt = async () => {
  for (;;) {
    const { letters } = await (await fetch(`${COMMUNS}/mailbox/letters.json`)).json();
    const letter = letters.find(({ to }) => to.startsWith("lou"));
    if (letter) return letter.text.match(CODE)[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Give the page's program: its snippets, but for those that are modules of their own. */
function program() {
  const snippets = [...readFileSync(PAGE, "utf8").matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const text = snippets.filter((code) => !code.startsWith("// ")).join("\n");
  return text.replace("http://127.0.0.1:8000", COMMUNS).replace("prompt(", "await prompt(");
}

const written = path.join(BUILT, "page.mjs");
writeFileSync(written, `${program()}\nsetTimeout(() => { stop(); console.log("to the end"); }, 3000);\n`);
await import(written);
