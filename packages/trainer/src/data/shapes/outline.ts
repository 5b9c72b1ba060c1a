/** Signed distance from (x, y) to a shape's outline, negative inside; x right, y up, circumscribed circle of radius 1. */
export type Outline = (x: number, y: number) => number;

export const SHAPES = ["square", "ellipse", "triangle", "star", "cross", "arrow"] as const;
export type ShapeName = (typeof SHAPES)[number];

type Point = readonly [x: number, y: number];

/** Points on the unit circle, the first at `start` degrees clockwise from the top. */
function onCircle(count: number, start = 0, radius = 1): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = ((start + (360 * index) / count) * Math.PI) / 180;
    return [radius * Math.sin(angle), radius * Math.cos(angle)] as const;
  });
}

/** The pentagram's inner radius: cos 72° / cos 36°. */
const STAR_INNER = Math.cos((72 * Math.PI) / 180) / Math.cos((36 * Math.PI) / 180);

const star = onCircle(5).flatMap((tip, index) => [tip, onCircle(5, 36, STAR_INNER)[index] ?? tip]);

const [arm, reach] = [0.34, Math.sqrt(1 - 0.34 ** 2)];
const cross: readonly Point[] = [
  [arm, reach],
  [arm, arm],
  [reach, arm],
  [reach, -arm],
  [arm, -arm],
  [arm, -reach],
  [-arm, -reach],
  [-arm, -arm],
  [-reach, -arm],
  [-reach, arm],
  [-arm, arm],
  [-arm, reach],
];

const [shaft, foot] = [0.28, -Math.sqrt(1 - 0.28 ** 2)];
const arrow: readonly Point[] = [
  [0, 1],
  [0.85, 0],
  [shaft, 0],
  [shaft, foot],
  [-shaft, foot],
  [-shaft, 0],
  [-0.85, 0],
];

/** Upright; none maps onto itself under a turn of less than 72°. */
export const outlines: Readonly<Record<ShapeName, Outline>> = {
  square: polygon(onCircle(4, 45)),
  ellipse: ellipse(0.55, 1),
  triangle: polygon(onCircle(3)),
  star: polygon(star),
  cross: polygon(cross),
  arrow: polygon(arrow),
};

/** Source: I. Quilez, "2D distance functions": polygon. */
function polygon(points: readonly Point[]): Outline {
  const edges = points.map(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    const [dx, dy] = [nextX - x, nextY - y];
    return { x, y, dx, dy, inverseSquare: 1 / (dx * dx + dy * dy) };
  });
  return (px, py) => {
    let nearest = Infinity;
    let inside = false;
    for (const { x, y, dx, dy, inverseSquare } of edges) {
      const along = Math.min(1, Math.max(0, ((px - x) * dx + (py - y) * dy) * inverseSquare));
      const [offX, offY] = [px - x - along * dx, py - y - along * dy];
      nearest = Math.min(nearest, offX * offX + offY * offY);
      if (y > py !== y + dy > py && px < x + ((py - y) / dy) * dx) inside = !inside;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  };
}

/** Exact on the outline, of first order beside it. */
function ellipse(radiusX: number, radiusY: number): Outline {
  return (x, y) => {
    const level = Math.hypot(x / radiusX, y / radiusY);
    const slope = Math.hypot(x / radiusX ** 2, y / radiusY ** 2);
    return slope === 0 ? -radiusX : (level * (level - 1)) / slope;
  };
}
