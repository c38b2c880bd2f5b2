import type { Size } from '../find-size';
import { placeOf } from './describe';
import type { Layout } from './image-input';
import { labelsOf } from './layers';
import type { CheckedModel } from './read-onnx';
import { tappable } from './trial';

/** What a model may be asked for as its output: what is named, or all that its file says. */
export function outputsOf(
  model: CheckedModel,
  asked: string | undefined,
  refuse: (why: string) => never,
): string[] {
  const known = new Set(tappable(model));
  const all = model.graph.output.map(({ name = '' }) => name);
  if (asked !== undefined) {
    const labels = [...labelsOf(model.graph.node)].filter(([, label]) => label === asked);
    const found = known.has(asked) ? asked : labels[0]?.[0];
    return found && known.has(found)
      ? [found]
      : refuse(`it has no output ${asked}; those in its file are ${all.join(', ')}`);
  }
  if (all.length === 0) return refuse('it has no output');
  const computed = all.filter((name) => known.has(name));
  return computed.length ? computed : refuse(`its output ${all[0]} is the result of no operation`);
}

/** Rows and columns of a result that is an image in colours or of luma, as enlarged as its input is; undefined for others. */
export function imageSize(
  shape: readonly number[] | undefined,
  size: Size,
  { channels, place: usual }: Layout,
): Size | undefined {
  if (shape?.length !== 4) return undefined;
  const place = placeOf(shape, size, usual);
  const [own, height, width] =
    place === 'first' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  return own === 3 || own === channels ? { height, width } : undefined;
}
