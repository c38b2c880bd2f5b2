import type { Pixels } from '../worker/messages';
import { byId, make } from './dom';
import { draw } from './pixels';

/** Shows a patch and what it is beside the cursor; without a patch nothing. */
export function showTip(at?: { patch: Pixels; words: string; x: number; y: number }): void {
  const tip = byId('tip');
  tip.hidden = !at;
  if (!at) return;
  const canvas = make('canvas', { 'aria-hidden': 'true' });
  draw(canvas, at.patch);
  tip.replaceChildren(canvas, make('span', {}, at.words));
  const { offsetWidth, offsetHeight } = tip;
  const left = at.x + 16 + offsetWidth > innerWidth ? at.x - 16 - offsetWidth : at.x + 16;
  const top = at.y + 16 + offsetHeight > innerHeight ? at.y - 16 - offsetHeight : at.y + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}
