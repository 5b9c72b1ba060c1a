import type { Random } from "../random.ts";
import { outlines } from "./outline.ts";
import type { Scene } from "./scene.ts";

/**
 * Draws a scene with smooth edges: a pixel's coverage is found from its signed distance to the outline.
 *
 * @param side height and width in pixels
 * @param random where the noise comes from
 * @returns `[side, side, 3]` RGB
 */
export function drawShape(scene: Scene, side: number, random: Random): Uint8Array {
  const pixels = new Float32Array(side * side * 3);
  fillBackground(pixels, scene, side);
  fillShape(pixels, scene, side);
  return withNoise(pixels, scene.noise, random);
}

function fillBackground(pixels: Float32Array, { background: [from, to] }: Scene, side: number): void {
  const step = 1 / Math.max(1, 2 * (side - 1));
  for (let row = 0, at = 0; row < side; row++) {
    for (let column = 0; column < side; column++, at += 3) {
      const part = (row + column) * step;
      pixels[at] = from[0] + part * (to[0] - from[0]);
      pixels[at + 1] = from[1] + part * (to[1] - from[1]);
      pixels[at + 2] = from[2] + part * (to[2] - from[2]);
    }
  }
}

function fillShape(pixels: Float32Array, scene: Scene, side: number): void {
  const outline = outlines[scene.shape];
  const radius = (side * scene.size) / 200;
  const [centerX, centerY] = [side * scene.centerX, side * scene.centerY];
  const sine = Math.sin((scene.angle * Math.PI) / 180) / radius;
  const cosine = Math.cos((scene.angle * Math.PI) / 180) / radius;
  const [top, bottom] = [Math.floor(centerY - radius), Math.ceil(centerY + radius)];
  const [left, right] = [Math.floor(centerX - radius), Math.ceil(centerX + radius)];
  for (let row = Math.max(0, top); row < Math.min(side, bottom); row++) {
    for (let column = Math.max(0, left); column < Math.min(side, right); column++) {
      const [across, up] = [column + 0.5 - centerX, centerY - row - 0.5];
      const distance = outline(across * cosine - up * sine, across * sine + up * cosine);
      const coverage = Math.min(1, Math.max(0, 0.5 - distance * radius));
      if (coverage > 0) blend(pixels, (row * side + column) * 3, scene.fill, coverage);
    }
  }
}

function blend(pixels: Float32Array, at: number, fill: Scene["fill"], coverage: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const below = pixels[at + channel] ?? 0;
    pixels[at + channel] = below + coverage * ((fill[channel] ?? 0) - below);
  }
}

/** Adds noise of triangular distribution, the sum of two random bytes a value, and rounds. */
function withNoise(pixels: Float32Array, amplitude: number, random: Random): Uint8Array {
  const rounded = new Uint8ClampedArray(pixels.length);
  const scale = amplitude / 255;
  for (let at = 0; at < pixels.length; at += 2) {
    const bits = random.bits();
    const first = (bits & 255) + ((bits >>> 8) & 255) - 255;
    const second = ((bits >>> 16) & 255) + (bits >>> 24) - 255;
    rounded[at] = (pixels[at] ?? 0) + scale * first;
    if (at + 1 < pixels.length) rounded[at + 1] = (pixels[at + 1] ?? 0) + scale * second;
  }
  return new Uint8Array(rounded.buffer);
}
