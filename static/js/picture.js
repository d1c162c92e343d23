// A photo on the phone: shrunk and turned upright, which leaves all other data of the file behind; boxes painted over;
// and, for who asks, where it was taken.

const LONGEST = 1280;
const ENOUGH = 100_000;
const MOST = 150_000;
const STEP = 0.75;
const COVER = "#1b2328";
const HEAD = 262_144;
const GPS = 0x8825;

// Rejects for a file that this browser cannot show.
export async function shrink(file, boxes = []) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  const width = (canvas.width = Math.ceil(bitmap.width * scale));
  const height = (canvas.height = Math.ceil(bitmap.height * scale));
  const brush = canvas.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, width, height);
  brush.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  brush.fillStyle = COVER;
  for (const [x, y, wide, high] of boxes) {
    const left = Math.floor((x * width) / 1000);
    const top = Math.floor((y * height) / 1000);
    brush.fillRect(left, top, Math.ceil(((x + wide) * width) / 1000) - left, Math.ceil(((y + high) * height) / 1000) - top);
  }
  return small(canvas);
}

// What is too full of detail to get small so is made smaller: a post with a photo takes 200 KB at most.
async function small(canvas) {
  let made;
  for (const quality of [0.75, 0.6, 0.45]) {
    const as = (type) => new Promise((done) => canvas.toBlob(done, type, quality));
    made = await as("image/webp");
    if (made.type !== "image/webp") made = await as("image/jpeg");
    if (made.size <= ENOUGH) break;
  }
  return made.size > MOST && canvas.width > 1 && canvas.height > 1 ? small(smaller(canvas)) : made;
}

function smaller(canvas) {
  const less = document.createElement("canvas");
  less.width = Math.floor(canvas.width * STEP);
  less.height = Math.floor(canvas.height * STEP);
  const brush = less.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(canvas, 0, 0, less.width, less.height);
  return less;
}

// Latitude and longitude out of the file's EXIF, which begins alike in JPEG, HEIC, WebP and PNG; null where there are
// none. They stay in this browser.
export async function spotOf(file) {
  const bytes = await file.slice(0, HEAD).arrayBuffer();
  const at = new TextDecoder("latin1").decode(bytes).search(/II\*\0\x08|MM\0\*\0\0\0\x08/);
  try {
    return at < 0 ? null : read(new DataView(bytes, at));
  } catch (problem) {
    if (problem instanceof RangeError) return null; // it points beyond its end
    throw problem;
  }
}

function read(view) {
  const little = view.getUint16(0) === 0x4949;
  const number = (at) => view.getUint32(at, little);
  const tags = (at) => {
    const found = {};
    for (let left = view.getUint16(at, little), here = at + 2; left > 0; left -= 1, here += 12) {
      found[view.getUint16(here, little)] = here + 8;
    }
    return found;
  };
  const gps = tags(number(4))[GPS];
  const found = gps ? tags(number(gps)) : {};
  const degrees = (tag, minus) => {
    if (!found[tag]) return NaN;
    const at = number(found[tag]);
    const part = (which) => number(at + 8 * which) / number(at + 8 * which + 4) / 60 ** which;
    const sum = part(0) + part(1) + part(2);
    return found[tag - 1] && String.fromCharCode(view.getUint8(found[tag - 1])) === minus ? -sum : sum;
  };
  const [lat, lon] = [degrees(2, "S"), degrees(4, "W")];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat || lon) ? { lat, lon } : null;
}
