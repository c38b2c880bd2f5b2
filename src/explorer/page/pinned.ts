import { nearestRows } from '../shared/neighbours';
import type { Pixels } from '../worker/messages';
import type { Atlas } from './atlas';
import { byId, make } from './dom';
import type { Engine } from './engine';
import { draw } from './pixels';
import type { Sprite } from './sprite';
import type { Looking } from './your-image';

/** A picture with a caption, drawn `size` pixels wide. */
function picture(pixels: Pixels, words: string, size: number): HTMLElement {
  const canvas = make('canvas', { role: 'img', 'aria-label': words });
  draw(canvas, pixels);
  [canvas.style.width, canvas.style.height] = [`${size}px`, `${size}px`];
  return make('figure', {}, canvas, make('figcaption', {}, words));
}

/** Bars of a patch's features: the means of the channels, then their deviations, each relative to the largest. */
function bars(features: Float32Array, words: string): HTMLElement {
  const canvas = make('canvas', { class: 'bars', role: 'img', 'aria-label': words });
  [canvas.width, canvas.height] = [640, 128];
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(document.documentElement);
  const channels = features.length / 2;
  const most = Math.max(...features.map(Math.abs));
  const step = canvas.width / features.length;
  features.forEach((value, i) => {
    const height = (value / most) * 60;
    context.fillStyle = style.getPropertyValue(i < channels ? '--accent' : '--grey');
    context.fillRect(i * step, 64 - Math.max(0, height), step * 0.8, Math.max(1, Math.abs(height)));
  });
  return canvas;
}

/** Shows what is pinned: the patch, what each network makes of it, its features, and its neighbours in the map. */
export async function showPinned(
  row: number,
  { networks, layer }: Looking,
  {
    atlas,
    sprite,
    engine,
    pin,
  }: { atlas: Atlas; sprite: Sprite; engine?: Engine; pin: (row: number) => void },
): Promise<void> {
  const place = byId('pinned');
  place.hidden = row < 0;
  if (row < 0) return;
  const patch = sprite.patch(row);
  const own = picture(patch, atlas.nameOf(row), 128);
  const row1 = make('div', { class: 'pins' }, own);
  const parts: HTMLElement[] = [row1];
  for (const network of networks) {
    const { name } = atlas.data.networks[network];
    const map = atlas.mapOf(network, layer);
    const scores = map.scores.subarray(row * map.count, (row + 1) * map.count);
    const near = nearestRows(map, scores, { except: row });
    const neighbours = near.map((other) => {
      const figure = picture(sprite.patch(other), atlas.nameOf(other), 64);
      const button = make('button', { type: 'button', 'aria-label': `Pin ${atlas.nameOf(other)}` });
      button.append(figure.querySelector('canvas')!);
      button.addEventListener('click', () => pin(other));
      figure.prepend(button);
      return figure;
    });
    const loss = atlas.lossOf(network)[row];
    const title = make('h3', {}, `${name} at ${map.layer}`);
    const words = make(
      'p',
      { class: 'note' },
      `Its output loses ${loss.toFixed(2)} dB to the degradation. Nearest in the features:`,
    );
    const computed = make('div');
    parts.push(title, words, make('div', { class: 'pins' }, ...neighbours), computed);
    if (!engine) continue;
    void Promise.all([
      engine.ask({ ask: 'output', network, image: patch }),
      engine.ask({ ask: 'features', network, patches: [patch], layers: [map.layer], view: 'mean-deviation' }),
    ]).then(([{ image }, { features }]) => {
      if (place.dataset.row !== String(row)) return;
      row1.append(picture(image, `output of ${name}`, 128));
      computed.append(
        bars(features[map.layer], `features at ${map.layer}`),
        make(
          'p',
          { class: 'note' },
          `Its features: the mean of each of ${features[map.layer].length / 2} channels, then their standard deviations.`,
        ),
      );
    });
  }
  place.dataset.row = String(row);
  byId('pinned-content').replaceChildren(...parts);
}
