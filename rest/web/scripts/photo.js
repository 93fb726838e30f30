// Reduces pictures before they are sent: photos of phones have more pixels than a reader needs.

const MAX_BYTES = 8_000_000;
const MAX_PIXELS = 16_000_000;
// Files of other types may have several pages or frames, of which a bitmap is the first.
const SINGLE = ["image/jpeg", "image/png", "image/bmp"];

export async function reduce(file) {
  if (!SINGLE.includes(file.type)) return file;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return file; // the server may support a format that the browser does not
  const pixels = bitmap.width * bitmap.height;
  if (file.size <= MAX_BYTES && pixels <= MAX_PIXELS) return file;
  return toJpeg(bitmap, Math.min(1, Math.sqrt(MAX_PIXELS / pixels)));
}

// Returns the pixels of *source*, a bitmap or a video, as a JPEG file.
export async function toJpeg(source, scale = 1) {
  const width = source.videoWidth ?? source.width;
  const height = source.videoHeight ?? source.height;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
