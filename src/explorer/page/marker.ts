import type { Shape } from './palette';

/** The corners of markers of radius 1; a circle has none. */
const corners: Readonly<Record<Exclude<Shape, 'circle'>, readonly (readonly [number, number])[]>> = {
  triangle: [
    [0, -1.15],
    [1.05, 0.8],
    [-1.05, 0.8],
  ],
  down: [
    [0, 1.15],
    [1.05, -0.8],
    [-1.05, -0.8],
  ],
  square: [
    [-0.88, -0.88],
    [0.88, -0.88],
    [0.88, 0.88],
    [-0.88, 0.88],
  ],
  diamond: [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  cross: [
    [-1, -0.55],
    [-0.55, -1],
    [0, -0.45],
    [0.55, -1],
    [1, -0.55],
    [0.45, 0],
    [1, 0.55],
    [0.55, 1],
    [0, 0.45],
    [-0.55, 1],
    [-1, 0.55],
    [-0.45, 0],
  ],
};

/** Adds a marker to a path that is being drawn. */
export function traceMarker(path: CanvasPath, shape: Shape, x: number, y: number, radius: number): void {
  if (shape === 'circle') {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners[shape].forEach(([dx, dy], i) => {
    if (i === 0) path.moveTo(x + dx * radius, y + dy * radius);
    else path.lineTo(x + dx * radius, y + dy * radius);
  });
  path.closePath();
}

/** A marker as SVG. */
export function markerSvg(shape: Shape, x: number, y: number, radius: number, attributes: string): string {
  const short = (value: number): string => value.toFixed(2).replace(/\.?0+$/, '');
  if (shape === 'circle') return `<circle cx="${short(x)}" cy="${short(y)}" r="${radius}" ${attributes}/>`;
  const points = corners[shape].map(([dx, dy]) => `${short(x + dx * radius)},${short(y + dy * radius)}`);
  return `<polygon points="${points.join(' ')}" ${attributes}/>`;
}
