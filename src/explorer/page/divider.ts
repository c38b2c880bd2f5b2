import type { Pixels } from '../worker/messages';
import { byId } from './dom';
import { draw } from './pixels';

/** Two pictures of one size, of which a handle shows more or less. */
export class Divider {
  private readonly place = byId('divider');
  private share = 50;

  constructor() {
    const toPointer = (event: PointerEvent): void => {
      const { left, width } = this.place.getBoundingClientRect();
      this.set((100 * (event.clientX - left)) / width);
    };
    this.place.addEventListener('pointerdown', (event) => {
      this.place.setPointerCapture(event.pointerId);
      toPointer(event);
    });
    this.place.addEventListener('pointermove', (event) => {
      if (event.buttons > 0) toPointer(event);
    });
    this.place.addEventListener('keydown', (event) => {
      const move: Readonly<Record<string, number>> = {
        ArrowLeft: this.share - 4,
        ArrowRight: this.share + 4,
        Home: 0,
        End: 100,
      };
      if (!Object.hasOwn(move, event.key)) return;
      event.preventDefault();
      this.set(move[event.key]);
    });
    this.set(50);
  }

  /** Shows two pictures; the left one is over the other. */
  show(left: Pixels, right: Pixels): void {
    draw(byId<HTMLCanvasElement>('over'), left);
    draw(byId<HTMLCanvasElement>('under'), right);
    this.set(this.share);
  }

  private set(share: number): void {
    this.share = Math.min(100, Math.max(0, share));
    byId('over').style.clipPath = `inset(0 ${100 - this.share}% 0 0)`;
    this.place.querySelector<HTMLElement>('.handle')!.style.left = `${this.share}%`;
    this.place.setAttribute('aria-valuenow', String(Math.round(this.share)));
    this.place.setAttribute('aria-valuetext', `${Math.round(this.share)} % of the left picture`);
  }
}
