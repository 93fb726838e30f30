// Requests drawings from the server, shortly after the last change; a new request cancels the last.

import { requestJson, drawRequest } from "./server.js";

// Longer than the pauses between the keys of a word.
const SETTLE_MS = 260;
const MAX_WAIT_SECONDS = 30;

export class Drawing {
  // *listener* has the callbacks begin(), done(picture, isNewest) and failed(error); isNewest() is false
  // after another request.
  constructor(listener) {
    this.listener = listener;
    this.timer = 0;
    this.control = new AbortController();
  }

  draw(values, delay = SETTLE_MS) {
    clearTimeout(this.timer);
    this.control.abort();
    this.control = new AbortController();
    this.timer = setTimeout(() => this.#request(values, this.control.signal), delay);
  }

  async #request(values, signal) {
    this.listener.begin();
    try {
      const [url, init] = drawRequest({ ...values, image_format: "SVG" }, "application/json");
      const picture = await requestJson(url, { ...init, signal });
      if (!signal.aborted) await this.listener.done(picture, () => !signal.aborted);
    } catch (error) {
      if (signal.aborted) return;
      this.listener.failed(error);
      if (error.retryAfterSeconds && error.retryAfterSeconds <= MAX_WAIT_SECONDS) {
        this.draw(values, error.retryAfterSeconds * 1000);
      }
    }
  }
}
