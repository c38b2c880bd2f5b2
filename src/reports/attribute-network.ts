import { diffusionIndex } from '../attribution/diffusion';
import { lam } from '../attribution/lam';
import type { Attribution } from '../attribution/method';
import { occlusion } from '../attribution/occlusion';
import { windowDetail } from '../attribution/targets';
import type { DegradedSets } from '../analysis/degraded-sets';
import { isGraphNetwork, type Tappable } from '../networks/tappable';
import type { AttributionReport } from './report';

/** Side of the window in pixels of the network's input. */
const WINDOW = 4;

/**
 * Where a network looks for the detail in the middle of the first patch, under each degradation: by local attribution maps, or by
 * occlusion where the format has no gradients.
 *
 * @param scale what the network enlarges by.
 */
export async function attributeNetwork(
  network: Tappable,
  { patches, degradations }: DegradedSets,
  scale: number,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<AttributionReport[]> {
  const each = patches.length / degradations.length;
  const found: AttributionReport[] = [];
  for (const [k, degradation] of degradations.entries()) {
    const image = patches[k * each];
    const [left, top] = [image.width, image.height].map((side) => scale * ((side - WINDOW) >> 1));
    const target = windowDetail({ left, top, size: WINDOW * scale });
    const method = isGraphNetwork(network) ? occlusion : lam;
    const one: Attribution = isGraphNetwork(network)
      ? await occlusion.attribute(network, image, target, { size: 4, stride: 4, signal })
      : await lam.attribute(network, image, target, { rule: 'trapezoid', signal });
    found.push({
      degradation,
      method: method.name,
      di: diffusionIndex(one.map),
      objective: one.objective,
      residual: one.residual === undefined || !Number.isFinite(one.residual) ? null : one.residual,
    });
  }
  return found;
}
