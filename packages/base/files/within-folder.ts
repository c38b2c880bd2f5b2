import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The true path of a file beside a model, which the model names. Names that lead out of the model's folder are refused, also
 * where a link leads out.
 *
 * @param folder the folder's own true path.
 * @param refuse throws the error that names the model.
 */
export async function withinFolder(
  folder: string,
  location: string,
  refuse: (why: string) => never,
): Promise<string> {
  const inside = (place: string): boolean => {
    const relative = path.relative(folder, place);
    return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  };
  const named = path.resolve(folder, location);
  if (location === '' || path.isAbsolute(location) || !inside(named)) {
    return refuse(`its weights are said to be in ${location || 'no file'}, which is not in its own folder`);
  }
  const place = await realpath(named).catch(() => undefined);
  if (place === undefined) return refuse(`its weights are in ${location} beside it, which is missing`);
  if (!inside(place))
    return refuse(`its weights are said to be in ${location}, which leads out of its folder`);
  if (!(await stat(place)).isFile()) return refuse(`${location} beside it is no file`);
  return place;
}
