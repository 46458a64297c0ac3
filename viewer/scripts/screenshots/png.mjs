import { crc32, deflateSync } from 'node:zlib';

/** Colours of a palette. */
const COLORS = 256;

/**
 * A picture of a page with a palette: less than half of its size, and nobody sees it. The browser itself reads the
 * picture, in a page of its own.
 *
 * @param {import('playwright-core').Page} page
 * @param {Buffer} picture
 */
export async function smallPng(page, picture) {
  const reader = await page.context().newPage();
  const { width, height, pixels } = await reader.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${picture.toString('base64')}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let pixels = '';
    for (let at = 0; at < data.length; at += 4) pixels += String.fromCodePoint(data[at], data[at + 1], data[at + 2]);
    return { width: image.width, height: image.height, pixels: btoa(pixels) };
  })()`);
  await reader.close();
  return encode(Buffer.from(pixels, 'base64'), width, height);
}

/** @param {Buffer} rgb @param {number} width @param {number} height */
function encode(rgb, width, height) {
  const palette = paletteOf(rgb);
  const nearest = new Map();
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const color = rgb.readUIntBE((y * width + x) * 3, 3);
      if (!nearest.has(color)) nearest.set(color, nearestTo(color, palette));
      lines[y * (width + 1) + 1 + x] = nearest.get(color);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.alloc(palette.length * 3);
  for (const [index, color] of palette.entries()) colors.writeUIntBE(color, index * 3, 3);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours that are most frequent; those that are almost one of them count for it. @param {Buffer} rgb */
function paletteOf(rgb) {
  const counts = new Map();
  for (let at = 0; at < rgb.length; at += 3) {
    const color = rgb.readUIntBE(at, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [];
  for (const [color] of [...counts].toSorted(([, a], [, b]) => b - a)) {
    if (palette.length === COLORS) break;
    if (palette.every((other) => distance(color, other) > 60)) palette.push(color);
  }
  return palette;
}

/** @param {number} color @param {readonly number[]} palette */
function nearestTo(color, palette) {
  let best = 0;
  for (let index = 1; index < palette.length; index += 1) {
    if (distance(color, palette[index]) < distance(color, palette[best])) best = index;
  }
  return best;
}

/** @param {number} a @param {number} b */
function distance(a, b) {
  const part = (/** @type {number} */ shift) => (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2;
  return part(16) + part(8) + part(0);
}

/** @see https://www.w3.org/TR/png-3/#5Chunk-layout @param {string} name @param {Buffer} data */
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
