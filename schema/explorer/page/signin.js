// The sign-in form, and who is signed in.

import { element, find } from "./elements.js";
import { session } from "./session.js";
import { data } from "./transport.js";
import { either, whenSpoken, word } from "./words.js";

let viewer = null;
let accounts = null;

/** Bind the form; `changed()` runs once it is known who is asking. */
export function startSignIn({ changed }) {
  const dialog = find("sign-in");
  find("sign-in-open").addEventListener("click", () => open(dialog));
  find("sign-in-close").addEventListener("click", () => dialog.close());
  find("sign-out").addEventListener("click", () => session.signOut());
  find("sign-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(dialog, find("email").value.trim(), find("password").value);
  });
  session.whenChanged(async () => {
    await recognize();
    changed();
  });
  whenSpoken(() => {
    showWho();
    showAccounts(dialog);
  });
  return recognize();
}

async function open(dialog) {
  say("");
  dialog.showModal();
  accounts ??= await demoAccounts();
  showAccounts(dialog);
  find("demo-choices").querySelector("button")?.focus();
}

async function signIn(dialog, email, password) {
  say(word("signingIn"));
  const problems = await session.signIn(email, password).catch(() => ["unreachable"]);
  say(problems.map((problem) => word(problem)).join(" "));
  if (problems.length) return;
  find("password").value = "";
  dialog.close();
}

/** Ask the server who is signed in, and forget a session that it does not know any more. */
async function recognize() {
  if (!session.isOpen) {
    viewer = null;
  } else {
    try {
      viewer = (await data("query Viewer { viewer { name email } }")).viewer;
      if (!viewer) session.forget();
    } catch {
      viewer = null; // the server is unreachable: the session may still be good
    }
  }
  showWho();
}

function showWho() {
  find("who").textContent = viewer ? viewer.name || viewer.email : word("visitor");
  find("sign-in-open").hidden = session.isOpen;
  find("sign-out").hidden = !session.isOpen;
}

/** Give the demo network's accounts; any other network answers that it has none. */
async function demoAccounts() {
  const response = await fetch("/explorer/accounts.json").catch(() => null);
  return response?.ok ? (await response.json()).accounts : [];
}

function showAccounts(dialog) {
  find("demo-accounts").hidden = !accounts?.length;
  find("demo-choices").replaceChildren(
    ...(accounts ?? []).map(({ email, password, role_fr: fr, role_en: en }) => {
      const choice = element(
        "button",
        { type: "button", class: "choice" },
        element("b", {}, either({ fr, en })),
        element("span", {}, email),
      );
      choice.addEventListener("click", () => signIn(dialog, email, password));
      return element("li", {}, choice);
    }),
  );
}

function say(text) {
  find("sign-in-status").textContent = text;
}
