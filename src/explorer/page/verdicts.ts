import type { Atlas } from './atlas';
import { byId, make } from './dom';
import { lookOf } from './palette';
import type { Verdict } from './your-image';

/** From this share of patches on the image is unlike anything in the map. */
const MOST_UNLIKE = 0.5;

const percent = (share: number): string => (share < 0.005 ? '< 1 %' : `${Math.round(100 * share)} %`);

/** The nearest degradations in a sentence, or that there is none. */
export function verdictWords(atlas: Atlas, verdict: Verdict): string {
  if (verdict.unlike >= MOST_UNLIKE) return 'unlike anything here';
  const best = verdict.shares.indexOf(Math.max(...verdict.shares));
  return `${atlas.data.degradations[best].name}, ${percent(verdict.shares[best])}`;
}

/** Shows what each network takes the image for. */
export function showVerdicts(
  atlas: Atlas,
  found: readonly { readonly network: number; readonly layer: number; readonly verdict?: Verdict }[],
): void {
  const { degradations } = atlas.data;
  byId('verdicts').replaceChildren(
    ...found.map(({ network, layer, verdict }) => {
      const { about, layer: name } = atlas.mapOf(network, layer);
      const title = make('h3', {}, `${atlas.nameOfRun(network)} at ${name}`);
      if (!verdict) {
        const why = atlas.runs[network].snapshot
          ? 'Only the trained network is asked what it takes the image for: its confidence alone was calibrated.'
          : 'computing …';
        return make('div', { class: 'verdict' }, title, make('p', { class: 'note' }, why));
      }
      const best = [...verdict.shares.keys()]
        .sort((a, b) => verdict.shares[b] - verdict.shares[a])
        .slice(0, 3);
      const rows = best.map((at) => {
        const share = verdict.shares[at];
        const bar = make('i', {
          style: `width: ${100 * share}%; background: ${lookOf(degradations, at).colour}`,
        });
        return make(
          'li',
          {},
          degradations[at].name,
          make('span', { class: 'meter', 'aria-hidden': 'true' }, bar),
          make('span', { class: 'share' }, percent(share)),
        );
      });
      const { patches, right, confidence, error } = about.calibration.checked;
      const sure = `Confidence is calibrated: of ${patches} patches kept aside, ${Math.round((100 * right) / patches)} % were named rightly at a mean confidence of ${Math.round(100 * confidence)} % (calibration error ${Math.round(100 * error)} %).`;
      const unlike =
        verdict.unlike >= MOST_UNLIKE
          ? [
              make(
                'p',
                { class: 'unlike' },
                `Unlike anything here: ${percent(verdict.unlike)} of the patches lie farther from all groups than 99 of 100 patches of the map do.`,
              ),
            ]
          : [];
      return make(
        'div',
        { class: 'verdict' },
        title,
        ...unlike,
        make('ol', {}, ...rows),
        make('p', { class: 'note' }, sure),
      );
    }),
  );
}
