import { diffusionIndex } from '../attribution/diffusion';
import { lam } from '../attribution/lam';
import type { AttributionMethod } from '../attribution/method';
import { attributionMethods } from '../attribution/methods';
import { occlusion } from '../attribution/occlusion';
import { windowDetail } from '../attribution/targets';
import type { DegradedSets } from '../analysis/degraded-sets';
import { InputError } from '@ddr-lab/base/errors';
import { isGraphNetwork, type Tappable } from '../networks/tappable';
import type { AttributionReport } from './report';

/** Side of the window in pixels of the network's input. */
const WINDOW = 4;

/**
 * A method of attribution by its name.
 *
 * @throws InputError naming those that there are.
 */
export function attributionMethod(name: string): AttributionMethod<object> {
  const methods: readonly AttributionMethod<object>[] = attributionMethods;
  const method = methods.find((one) => one.name === name);
  if (method) return method;
  throw new InputError(
    `There is no method of attribution ${name}; there are ${methods.map((one) => one.name).join(', ')}.`,
  );
}

/**
 * Where a network looks for the detail in the middle of the first patch, under each degradation.
 *
 * @param scale what the network enlarges by.
 * @param options `method`: by which method, with its defaults; `true` (default): local attribution maps by the trapezoid rule, or occlusion by
 *   squares of 4 where the format has no gradients.
 */
export async function attributeNetwork(
  network: Tappable,
  { patches, degradations }: DegradedSets,
  scale: number,
  { method = true, signal }: { readonly method?: true | string; readonly signal?: AbortSignal } = {},
): Promise<AttributionReport[]> {
  const each = patches.length / degradations.length;
  const usual = isGraphNetwork(network)
    ? { method: occlusion, settings: { size: 4, stride: 4 } }
    : { method: lam, settings: { rule: 'trapezoid' } };
  const named = method === true ? undefined : attributionMethod(method);
  // A network without gradients has a say by the method that needs none; the table names it.
  const possible = named !== undefined && !(named.gradients && isGraphNetwork(network));
  const chosen = possible ? { method: named, settings: {} } : usual;
  const by: AttributionMethod<object> = chosen.method;
  const found: AttributionReport[] = [];
  for (const [k, degradation] of degradations.entries()) {
    const image = patches[k * each];
    const [left, top] = [image.width, image.height].map((side) => scale * ((side - WINDOW) >> 1));
    const target = windowDetail({ left, top, size: WINDOW * scale });
    const one = await by.attribute(network, image, target, { ...chosen.settings, signal });
    found.push({
      degradation,
      method: by.name,
      di: diffusionIndex(one.map),
      objective: one.objective,
      residual: one.residual === undefined || !Number.isFinite(one.residual) ? null : one.residual,
    });
  }
  return found;
}
