// Asks the server to draw: soon after the last change, and only the last asked for counts.

import { askJson, drawRequest } from "./server.js";

const SETTLE_MS = 90;
const LONGEST_WAIT_SECONDS = 30;

export class Drawing {
  // *listener* is told of each outcome: begin(), done(picture), failed(error).
  constructor(listener) {
    this.listener = listener;
    this.timer = 0;
    this.control = new AbortController();
  }

  ask(values, delay = SETTLE_MS) {
    clearTimeout(this.timer);
    this.control.abort();
    this.control = new AbortController();
    this.timer = setTimeout(() => this.#draw(values, this.control.signal), delay);
  }

  async #draw(values, signal) {
    this.listener.begin();
    try {
      const [url, init] = drawRequest({ ...values, image_format: "PNG" }, "application/json");
      const picture = await askJson(url, { ...init, signal });
      if (!signal.aborted) this.listener.done(picture);
    } catch (error) {
      if (signal.aborted) return;
      this.listener.failed(error);
      if (error.retryAfterSeconds && error.retryAfterSeconds <= LONGEST_WAIT_SECONDS) {
        this.ask(values, error.retryAfterSeconds * 1000);
      }
    }
  }
}
