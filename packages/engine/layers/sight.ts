/**
 * Which places of its input a result depends on, along one axis: place p on those from floor((stride p + from) / scale) to
 * floor((stride p + to) / scale), borders left out. All four are whole numbers.
 */
export interface AxisSight {
  readonly stride: number;
  readonly scale: number;
  readonly from: number;
  readonly to: number;
}

/** Which places of its input an image's pixel depends on. */
export interface Window {
  readonly rows: AxisSight;
  readonly columns: AxisSight;
}

/** A window; `image`: all of the input; `nothing`: none of its values, but its size at most. */
export type Sight = Window | 'image' | 'nothing';

/** Rows and columns of an image. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

/** What decides how a layer sees an input, besides its own settings. */
export interface Seen {
  /** Which of its inputs. */
  readonly index: number;
  /** Of that input and of the result; undefined for what is no image. */
  readonly input?: Extent;
  readonly output?: Extent;
}

/** The same along both axes. */
export function bothAxes(axis: AxisSight): Window {
  return { rows: axis, columns: axis };
}

/** So many places to each side of the same place, in an image that is `scale` times as large. */
export function around(reach: number, scale = 1): Window {
  return bothAxes({ stride: 1, scale, from: -reach * scale, to: reach * scale });
}

/** Linear interpolation from `small` to `large` places with half-pixel centres; `taps` to each side, 1 of linear and 2 of cubic. */
export function interpolated(small: number, large: number, taps = 1): AxisSight {
  const centre = small - large;
  const place = 2 * large;
  return { stride: 2 * small, scale: place, from: centre - (taps - 1) * place, to: centre + taps * place };
}

/** A window of some places, `before` of them in front of the first. */
export function windowAxis(size: number, stride: number, dilation: number, before: number): AxisSight {
  return { stride, scale: 1, from: -before, to: (size - 1) * dilation - before };
}
