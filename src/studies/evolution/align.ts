import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/**
 * A map turned, and mirrored where that helps, onto another map of the same points: orthogonal Procrustes in the plane
 * (Schoenemann, 1966), in closed form. Both are first centred; distances within the map stay what they are. t-SNE's maps have
 * no up and no left, so this changes nothing but how easily the eye follows.
 *
 * @param map n x 2
 * @param reference n x 2, the same points in the same order
 * @returns n x 2, its centre at the origin
 * @throws InputError for maps that are not n x 2 both.
 */
export function alignMap(map: Matrix, reference: Matrix): Matrix<Float64Array> {
  if (map.columns !== 2 || reference.columns !== 2 || map.rows !== reference.rows || map.rows === 0) {
    throw new InputError(
      `Maps of the same points in the plane can be aligned, not ${map.rows} x ${map.columns} to ${reference.rows} x ${reference.columns}.`,
    );
  }
  const from = centred(map);
  const to = centred(reference);
  // The 2 x 2 products of coordinates; a turn by the angle maximises turned, one after a mirroring mirrored.
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  for (let i = 0; i < from.length; i += 2) {
    xx += from[i] * to[i];
    xy += from[i] * to[i + 1];
    yx += from[i + 1] * to[i];
    yy += from[i + 1] * to[i + 1];
  }
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const sign = mirrored > turned ? -1 : 1;
  const angle = Math.atan2(xy - sign * yx, xx + sign * yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const aligned = new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 2) {
    const x = from[i];
    const y = sign * from[i + 1];
    aligned[i] = cos * x - sin * y;
    aligned[i + 1] = sin * x + cos * y;
  }
  return createMatrix(map.rows, 2, aligned);
}

/** The points of an n x 2 matrix less their mean. */
function centred({ rows, data }: Matrix): Float64Array {
  let x = 0;
  let y = 0;
  for (let i = 0; i < data.length; i += 2) {
    x += data[i] / rows;
    y += data[i + 1] / rows;
  }
  return Float64Array.from(data, (value, i) => value - (i % 2 === 0 ? x : y));
}
