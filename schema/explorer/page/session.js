// Who is asking: a session token of the accounts' headless API, kept for this tab alone.

import { language } from "./words.js";

const KEY = "communs.session";
const LOGIN = "/_allauth/app/v1/auth/login";
const SESSION = "/_allauth/app/v1/auth/session";
const listeners = new Set();

let token = kept();

export const session = {
  get isOpen() {
    return token !== null;
  },

  /** What HTTP requests carry. */
  headers: () => (token ? { "X-Session-Token": token } : {}),

  /** What a socket's connection_init carries. */
  payload: () => (token ? { sessionToken: token } : {}),

  /** Run whenever someone signs in or out. */
  whenChanged: (listener) => listeners.add(listener),

  /** Sign in, and give the reasons why not: an empty list is a success. */
  async signIn(email, password) {
    const answer = await account("POST", LOGIN, { email, password });
    const given = answer.body?.meta?.session_token;
    if (answer.status === 200 && given) {
      keep(given);
      return [];
    }
    return reasons(answer);
  },

  /** Sign out, here and on the server. */
  async signOut() {
    const ending = account("DELETE", SESSION);
    keep(null);
    await ending.catch(() => {}); // signed out here all the same; the server's session will expire
  },

  /** Forget a token that the server no longer knows. */
  forget: () => keep(null),
};

async function account(method, address, body) {
  const response = await fetch(address, {
    method,
    credentials: "omit",
    headers: {
      "Accept-Language": language(),
      "Content-Type": "application/json",
      ...session.headers(),
    },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json().catch(() => null) };
}

function reasons({ status, body }) {
  if (body?.errors?.length) return body.errors.map((error) => error.message);
  const pending = body?.data?.flows?.some((flow) => flow.id === "verify_email" && flow.is_pending);
  if (pending) return ["unverified"];
  return [status === 429 ? "tooMany" : "refused"];
}

function keep(given) {
  token = given;
  try {
    if (given) sessionStorage.setItem(KEY, given);
    else sessionStorage.removeItem(KEY);
  } catch {
    // a browser may forbid storage: then the session lasts as long as the page
  }
  for (const listener of listeners) listener();
}

function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
