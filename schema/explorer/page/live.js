// One subscription over graphql-transport-ws, which survives its connection.
//
// Every event of the graph carries a `cursor`. When the line is cut, the subscription is opened
// again with `after` set to the last cursor seen: nothing is missed, and nothing comes twice.

const PROTOCOL = "graphql-transport-ws";
const FINAL = new Set([4400, 4401, 4403, 4406, 4409, 4499]); // asking again would change nothing
const PATIENCE = 10_000; // ms for the server to acknowledge, or to answer a ping
const PULSE = 25_000; // ms between pings
const LONGEST_WAIT = 15_000;

export class Live {
  #asked = null;
  #payload;
  #tell;
  #socket = null;
  #timers = new Set();
  #attempts = 0;
  cursor = null;

  /** `tell` is told {state}, {result} and {end}; `payload()` says who asks. */
  constructor({ payload, tell }) {
    this.#payload = payload;
    this.#tell = tell;
    addEventListener("online", () => this.#asked && !this.#socket && this.#open());
  }

  get isOn() {
    return this.#asked !== null;
  }

  /** Subscribe: {query, variables, operationName, resumes}. */
  start(asked) {
    this.stop();
    this.cursor = null;
    this.#asked = asked;
    this.#open();
  }

  /** Leave, for good. */
  stop() {
    this.#asked = null;
    this.#hangUp(1000);
  }

  /** Drop the line for a while, as a train in a tunnel would. */
  cut(milliseconds) {
    if (!this.#asked) return;
    this.#hangUp(4000);
    this.#retry(milliseconds);
  }

  #open() {
    this.#hangUp(1000);
    this.#tell({ state: "opening" });
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;
    const socket = new WebSocket(address, PROTOCOL);
    this.#socket = socket;
    const mine = (act) => (event) => this.#socket === socket && act(event);
    socket.addEventListener("open", mine(() => this.#greet()));
    socket.addEventListener("message", mine((event) => this.#receive(JSON.parse(event.data))));
    socket.addEventListener("close", mine((event) => this.#closed(event)));
  }

  #greet() {
    this.#send({ type: "connection_init", payload: this.#payload() });
    this.#later(PATIENCE, () => this.#drop());
  }

  #receive(message) {
    const act = {
      connection_ack: () => this.#subscribe(),
      ping: () => this.#send({ type: "pong" }),
      pong: () => this.#steady(),
      next: () => this.#next(message.payload),
      error: () => this.#fail(message.payload),
      complete: () => this.#end({}),
    }[message.type];
    act?.();
  }

  #subscribe() {
    const { query, variables, operationName, resumes } = this.#asked;
    const resumed = resumes && this.cursor !== null;
    const asked = resumed ? { ...variables, after: this.cursor } : variables;
    const payload = { query, variables: asked, operationName };
    this.#send({ id: "1", type: "subscribe", payload });
    this.#pulse();
    this.#tell({ state: resumed ? "resumed" : "listening", cursor: this.cursor });
  }

  #next(result) {
    this.#steady();
    const [event] = Object.values(result.data ?? {});
    if (event?.cursor) this.cursor = event.cursor;
    this.#tell({ result, event });
  }

  #steady() {
    this.#attempts = 0; // only now: a server that greets and then hangs up is not yet steady
    this.#pulse();
  }

  #fail(errors) {
    if (errors.some((error) => error.extensions?.retryable)) this.#drop();
    else this.#end({ errors });
  }

  #pulse() {
    this.#quiet();
    this.#later(PULSE, () => {
      this.#send({ type: "ping" });
      this.#later(PATIENCE, () => this.#drop());
    });
  }

  #closed({ code, reason }) {
    if (FINAL.has(code)) this.#end({ code, reason });
    else this.#drop();
  }

  /** Lose the line, and wait a little longer at each failure before asking again. */
  #drop() {
    this.#hangUp(4000);
    const longest = Math.min(LONGEST_WAIT, 500 * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#retry(longest * (0.5 + Math.random() / 2));
  }

  #retry(milliseconds) {
    this.#tell({ state: "waiting", seconds: Math.ceil(milliseconds / 1000) });
    this.#later(milliseconds, () => this.#open());
  }

  #end(end) {
    this.#asked = null;
    this.#hangUp(1000);
    this.#tell({ end });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #hangUp(code) {
    this.#quiet();
    const socket = this.#socket;
    this.#socket = null; // first, so that its own closing is no longer heard
    socket?.close(code);
  }

  #later(milliseconds, act) {
    this.#timers.add(setTimeout(act, milliseconds));
  }

  #quiet() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
