// Looks through the camera until a barcode is seen. Where the browser can tell by itself that there
// is one, only that frame goes to the server; elsewhere a frame goes now and then.

import { toJpeg } from "./photo.js";

const LOOK_MS = 150;
const ASK_MS = 900;
const LONGEST_MS = 90_000;

export const isThere = () => Boolean(navigator.mediaDevices?.getUserMedia);

export class Camera {
  // *see(blob)* is given a frame and resolves to true once it has been read.
  constructor(video, see) {
    this.video = video;
    this.see = see;
    this.stream = null;
  }

  get isOn() {
    return this.stream !== null;
  }

  // Resolves once a frame was read, the camera was stopped, or nothing was seen for long.
  async start() {
    const wish = { facingMode: "environment", width: { ideal: 1280 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    const detector = "BarcodeDetector" in window ? new BarcodeDetector() : null;
    const end = performance.now() + LONGEST_MS;
    while (this.isOn && performance.now() < end) {
      if (await this.#look(detector)) break;
      await new Promise((resolve) => setTimeout(resolve, detector ? LOOK_MS : ASK_MS));
    }
    this.stop();
  }

  async #look(detector) {
    if (detector) {
      const seen = await detector.detect(this.video).catch(() => []);
      if (!seen.length) return false;
    }
    return this.isOn && this.see(await toJpeg(this.video));
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }
}
