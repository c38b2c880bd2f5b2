import type { MapKind } from '../shared/place';
import type { Degrading } from '../worker/messages';

/** What points may be coloured by. */
export type Colouring = 'degradation' | 'degree' | 'content' | 'loss';

/** All that can be set on the page, and that a link carries. */
export interface State {
  /** The networks on the left and on the right; right -1: none. */
  readonly networks: readonly [number, number];
  /** Which layer of the one with most. */
  readonly layer: number;
  /** Which snapshot of the training; -1: the network itself. */
  readonly step: number;
  readonly map: MapKind;
  readonly colour: Colouring;
  /** Degradations that are not shown, by number. */
  readonly hidden: readonly number[];
  /** The pinned patch's row; -1: none. */
  readonly pin: number;
  /** Which sample is the image; -1: none of them. */
  readonly sample: number;
  /** The corner of the window whose pixels are sought, row and column in pixels of the image; empty: nowhere. */
  readonly look: readonly number[];
  readonly degrading: Degrading;
  /** A backend that the link asks for. */
  readonly backend?: string;
}

export const clean: Degrading = { blur: 0, noise: 0, jpeg: 100, rain: 0, learnt: -1 };

/** The state in a few words for the address: `layer=16&map=tsne&blur=1.5`. What is as it begins is left out. */
export function toFragment(state: State, start: State): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(flat(state))) {
    if (value !== undefined && value !== flat(start)[name]) words.set(name, value);
  }
  return words.toString();
}

function flat(state: State): Record<string, string | undefined> {
  const { networks, hidden, look, degrading, ...rest } = state;
  return Object.fromEntries(
    Object.entries({
      ...rest,
      ...degrading,
      networks: networks.join('.'),
      hidden: hidden.join('.'),
      look: look.join('.'),
    }).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}

/** How far each number of a state may go. */
export interface Limits {
  readonly networks: number;
  readonly layers: number;
  readonly rows: number;
  readonly degradations: number;
  readonly samples: number;
  readonly steps: number;
  readonly degraders: number;
}

/** No image has more pixels a side. */
const MOST_SIDE = 128;

/** The state that a fragment says, `start` where it says nothing or nonsense: a link can be written by anyone. */
export function fromFragment(fragment: string, start: State, limits: Limits): State {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (name: string, value: number, low: number, high: number, whole = true): number => {
    const found = Number(words.get(name) ?? NaN);
    return found >= low && found <= high && (!whole || Number.isInteger(found)) ? found : value;
  };
  const word = <Word extends string>(name: string, value: Word, known: readonly Word[]): Word =>
    known.find((one) => one === words.get(name)) ?? value;
  const numbers = (name: string, most: number): number[] | undefined => {
    const text = words.get(name);
    if (text === null) return undefined;
    const found = text === '' ? [] : text.split('.').map(Number);
    return found.every((one) => Number.isInteger(one) && one >= -1 && one < most) ? found : undefined;
  };
  const [a, b] = numbers('networks', limits.networks) ?? start.networks;
  const degrading = start.degrading;
  const look = numbers('look', MOST_SIDE) ?? start.look;
  return {
    networks: [a >= 0 ? a : start.networks[0], b ?? -1],
    layer: number('layer', start.layer, 0, limits.layers - 1),
    step: number('step', start.step, -1, limits.steps - 1),
    map: word('map', start.map, ['pca', 'tsne']),
    colour: word('colour', start.colour, ['degradation', 'degree', 'content', 'loss']),
    hidden: (numbers('hidden', limits.degradations) ?? start.hidden).filter((one) => one >= 0),
    pin: number('pin', start.pin, -1, limits.rows - 1),
    sample: number('sample', start.sample, -1, limits.samples - 1),
    look: look.length === 2 && look.every((one) => one >= 0) ? look : start.look,
    degrading: {
      blur: number('blur', degrading.blur, 0, 5, false),
      noise: number('noise', degrading.noise, 0, 50, false),
      jpeg: number('jpeg', degrading.jpeg, 5, 100),
      rain: number('rain', degrading.rain, 0, 10, false),
      learnt: number('learnt', degrading.learnt, -1, limits.degraders - 1),
    },
    ...(words.get('backend') && {
      backend: word('backend', '', ['webgpu', 'webgl', 'wasm', 'cpu', '']) || undefined,
    }),
  };
}
