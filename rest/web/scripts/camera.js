// Reads frames of the camera until one has a barcode. If the browser can detect barcodes, only a frame
// with a barcode is sent to the server; otherwise a frame is sent regularly.

import { toJpeg } from "./photo.js";

const DETECT_MS = 150;
const SEND_MS = 900;
const MAX_MS = 90_000;

export const isAvailable = () => Boolean(navigator.mediaDevices?.getUserMedia);

export class Camera {
  // *read(blob)* gets a frame and resolves to true if it has a barcode.
  constructor(video, read) {
    this.video = video;
    this.read = read;
    this.stream = null;
  }

  get isOn() {
    return this.stream !== null;
  }

  // Resolves when a frame was read, the camera was stopped, or the time is up.
  async start() {
    const constraints = { facingMode: "environment", width: { ideal: 1280 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: constraints, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    const detector = "BarcodeDetector" in window ? new BarcodeDetector() : null;
    const end = performance.now() + MAX_MS;
    while (this.isOn && performance.now() < end) {
      if (await this.#tryFrame(detector)) break;
      await new Promise((resolve) => setTimeout(resolve, detector ? DETECT_MS : SEND_MS));
    }
    this.stop();
  }

  async #tryFrame(detector) {
    if (detector) {
      const barcodes = await detector.detect(this.video).catch(() => []);
      if (!barcodes.length) return false;
    }
    return this.isOn && this.read(await toJpeg(this.video));
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }
}
