import type { ViewBatch } from '../../training/data/degraded-views';
import type { Teacher, Teaching } from './teacher';

/** How an embedding is held to what LR and HR have in common (after CRL-SR, 2021; all numbers ours). */
export interface DecouplingSettings {
  readonly weight: number;
  /** Divides inner products. */
  readonly temperature: number;
  /** Places of an image that are told apart: `count` x `count`, `step` LR pixels apart, `border` from the edge, which the embedding must not know a place by. */
  readonly places: { readonly count: number; readonly step: number; readonly border: number };
}

/** Numbers of the places in an image of P x P, row by row. */
export function placesOf({ count, step, border }: DecouplingSettings['places'], patch: number): number[] {
  const along = Array.from({ length: count }, (_, i) => border + i * step);
  return along.flatMap((y) => along.map((x) => y * patch + x));
}

/** Means of s x s samples: N x (s P) x (s P) x 3 to N x P x P x 3. */
export function meanPooled(
  data: Float32Array,
  { patch, scale }: { readonly patch: number; readonly scale: number },
): Float32Array {
  const side = patch * scale;
  const out = new Float32Array(data.length / scale ** 2);
  for (let at = 0; at < data.length; at++) {
    const channel = at % 3;
    const x = Math.floor(at / 3) % side;
    const row = Math.floor(at / (3 * side));
    const image = Math.floor(row / side);
    const y = row - image * side;
    const place = (image * patch + Math.floor(y / scale)) * patch + Math.floor(x / scale);
    out[3 * place + channel] += data[at] / scale ** 2;
  }
  return out;
}

/** Contrast of the embedding's places, of LR against those of the original at LR's size, both ways. */
export function decouplingTeaching(
  { weight, temperature, places }: DecouplingSettings,
  { batch, patch }: { readonly batch: number; readonly patch: number },
): Teaching {
  const chosen = placesOf(places, patch);
  return {
    name: 'decoupling',
    weight,
    layers: ['Embedding'],
    networks: {},
    inputs: { pooled: [batch, patch, patch, 3] },
    build: (calculus, [seen], { pooled }) => {
      const [wanted] = calculus.apply('network', pooled, ['Embedding']);
      return { loss: calculus.positionContrast(seen, wanted, chosen, temperature) };
    },
  };
}

/** The same with its data. */
export function decouplingTeacher(
  settings: DecouplingSettings,
  sizes: { readonly batch: number; readonly patch: number; readonly scale: number },
): Teacher {
  return {
    ...decouplingTeaching(settings, sizes),
    given: (_, { hr }: ViewBatch) => Promise.resolve({ pooled: meanPooled(hr, sizes) }),
    parts: {},
    dispose: () => undefined,
  };
}
