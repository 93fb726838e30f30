// Makes a picture small enough to send: a phone's photo has more pixels than a reader needs.

const MOST_BYTES = 8_000_000;
const MOST_PIXELS = 16_000_000;

export async function lighten(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return file; // not one that the browser opens; the server may
  const pixels = bitmap.width * bitmap.height;
  if (file.size <= MOST_BYTES && pixels <= MOST_PIXELS) return file;
  return toJpeg(bitmap, Math.min(1, Math.sqrt(MOST_PIXELS / pixels)));
}

// The pixels of *source*, a bitmap or a video, as a JPEG file.
export async function toJpeg(source, scale = 1) {
  const width = source.videoWidth ?? source.width;
  const height = source.videoHeight ?? source.height;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
