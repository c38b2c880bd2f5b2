import type { Atlas } from './atlas';
import { byId, make } from './dom';
import { markerSvg } from './marker';
import { lookOf, ramp } from './palette';
import type { State } from './state';

/** The legend: a button a degradation, which hides it. Its colours are those of the map where that is coloured by degradation. */
export function showLegend(atlas: Atlas, { hidden, colour }: State, toggle: (at: number) => void): void {
  const { degradations } = atlas.data;
  byId('legend').replaceChildren(
    ...degradations.map(({ name }, at) => {
      const look = lookOf(degradations, at);
      const button = make('button', { type: 'button', 'aria-pressed': String(!hidden.includes(at)) });
      const marker = make('span');
      const fill = colour === 'degradation' ? look.colour : 'currentColor';
      // Nothing of it comes from elsewhere.
      marker.innerHTML = `<svg viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">${markerSvg(look.shape, 0, 0, 1.1, `fill="${fill}"`)}</svg>`;
      button.append(marker, name);
      button.addEventListener('click', () => {
        toggle(at);
        byId('legend').querySelectorAll('button')[at]?.focus();
      });
      return make('li', {}, button);
    }),
  );
}

/** The scale below a map that is coloured by a number; hidden where there is none. */
export function showScale(scale?: { low: string; high: string }): void {
  const place = byId('scale');
  place.hidden = !scale;
  if (!scale) return;
  const steps = Array.from({ length: 9 }, (_, i) => ramp(i / 8)).join(', ');
  place.replaceChildren(
    make('span', {}, scale.low),
    make('span', { style: `background: linear-gradient(to right, ${steps})` }),
    make('span', {}, scale.high),
  );
}
