/** How a layer moves from frame to frame, steadily. Axes are those of the picture: x to the right, y down. */
export interface Motion {
  /** Pixels (HR) a frame; whole numbers move pixels without changing them. */
  readonly dx: number;
  readonly dy: number;
  /** How much larger the layer is in each frame than in the one before; default 1. */
  readonly zoom?: number;
  /** Radians a frame, clockwise on the screen; default 0. */
  readonly turn?: number;
  /** Point that it is zoomed and turned about, in pixels of the centre frame; default (0, 0). */
  readonly about?: { readonly x: number; readonly y: number };
}

/** Takes the point (x, y) to (cos x - sin y + right, sin x + cos y + down). */
export interface Similarity {
  readonly cos: number;
  readonly sin: number;
  readonly right: number;
  readonly down: number;
}

/** Whether a motion moves pixels by whole numbers and does nothing else to them. */
export function isShift({ dx, dy, zoom = 1, turn = 0 }: Motion): boolean {
  return zoom === 1 && turn === 0 && Number.isInteger(dx) && Number.isInteger(dy);
}

/**
 * Where points of the centre frame lie `time` frames later: about + zoom^time x turned(point - about) + time x (dx, dy). Points
 * are continuous: the pixel in row i and column j covers [j, j + 1) x [i, i + 1).
 */
export function moving(motion: Motion, time: number): Similarity {
  const { dx, dy, zoom = 1, turn = 0, about = { x: 0, y: 0 } } = motion;
  const size = zoom ** time;
  const cos = size * Math.cos(turn * time);
  const sin = size * Math.sin(turn * time);
  return {
    cos,
    sin,
    right: about.x - cos * about.x + sin * about.y + time * dx,
    down: about.y - sin * about.x - cos * about.y + time * dy,
  };
}

/** Where in the centre frame those points lie that `moving` takes to a place: its inverse. */
export function movingBack(motion: Motion, time: number): Similarity {
  const { cos, sin, right, down } = moving(motion, time);
  const area = cos * cos + sin * sin;
  return {
    cos: cos / area,
    sin: -sin / area,
    right: -(cos * right + sin * down) / area,
    down: (sin * right - cos * down) / area,
  };
}
