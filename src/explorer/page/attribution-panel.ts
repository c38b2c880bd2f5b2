import { overPicture } from '../../charts/over-picture';
import { createImage } from '@ddr-lab/images/image';
import type { Pixels } from '../worker/messages';
import type { App } from './app';
import { type Look, type Looked, lookedAt, lookOf, STEPS, windowSide } from './attribution';
import { announce, byId, make } from './dom';
import { cut, draw, type Place } from './pixels';

/** Milliseconds of rest after which the full map is computed. */
const REST = 250;
/** Side of a picture on the page: two stand beside each other on a phone, four on a desk. */
const SHOWN = 'min(180px, 36vw)';

/** What is known of a network's look at the window. */
interface Known {
  readonly look?: Look;
  /** What it was of. */
  readonly of?: { readonly pixels: Pixels; readonly looked: Looked };
  readonly output?: Pixels;
  readonly words: string;
}

/** Which pixels a network used for the window that the reader points at, by mouse, finger or keys, in the reader's image. */
export class AttributionPanel {
  /** By network, of the window as it is. */
  readonly known = new Map<number, Known>();
  private looked?: Looked;
  /** Whether the window stays where it is when the mouse moves. */
  private held = false;
  private turn = 0;
  private running = Promise.resolve();

  constructor(private readonly app: App) {
    this.placeSection();
    const picture = byId('picture');
    picture.addEventListener('pointermove', (event) => {
      if (event.buttons > 0 || (event.pointerType === 'mouse' && !this.held)) this.point(event);
    });
    picture.addEventListener('pointerdown', (event) => {
      const mouse = event.pointerType === 'mouse';
      this.held = !mouse || !this.held;
      this.point(event);
    });
    picture.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** On a narrow page the maps stand below the picture that is pointed at; on a wide one beside it. */
  private placeSection(): void {
    const section = byId('looks');
    const before = section.nextElementSibling!;
    const first = this.app.atlas.data.study?.start.first === 'looks';
    const narrow = matchMedia('(max-width: 900px)');
    const place = (): void => {
      if (narrow.matches) byId('picture-words').after(section);
      else if (first) before.parentElement!.prepend(section);
      else before.before(section);
    };
    narrow.addEventListener('change', place);
    place();
  }

  /** A new image: what was pointed at is gone, unless the link says where. */
  begin(): void {
    this.looked = undefined;
    this.known.clear();
    const [top, left] = this.app.state.look;
    byId('looks').hidden = false;
    if (left !== undefined) {
      this.held = true;
      this.at({ top, left });
    } else this.show();
  }

  /** Gives way to what is more urgent: a slider moves. */
  pause(): void {
    this.turn++;
  }

  /** All rests: what is not known yet of the image and the networks as they are is computed. */
  follow(): void {
    this.show();
    const unseen = this.app.looking.networks.some(
      (network) => this.known.get(network)?.of?.looked !== this.looked,
    );
    if (this.looked) void this.run(++this.turn, unseen);
  }

  private isKnown(network: number): boolean {
    const { look, of } = this.known.get(network) ?? {};
    return (
      look?.steps === STEPS.resting &&
      of?.pixels === this.app.images.image?.pixels &&
      of?.looked === this.looked
    );
  }

  private point({ clientX, clientY }: PointerEvent): void {
    const { pixels } = this.app.images.image ?? {};
    if (!pixels) return;
    const { left, top, width, height } = byId('picture').getBoundingClientRect();
    const half = windowSide(this.scale) / 2;
    this.at({
      top: Math.round(((clientY - top) / height) * pixels.height - half),
      left: Math.round(((clientX - left) / width) * pixels.width - half),
    });
  }

  private onKey(event: KeyboardEvent): void {
    const { pixels } = this.app.images.image ?? {};
    if (!pixels) return;
    const far = event.shiftKey ? 8 : 1;
    const move: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -far],
      ArrowRight: [0, far],
      ArrowUp: [-far, 0],
      ArrowDown: [far, 0],
      Enter: [0, 0],
    };
    if (!Object.hasOwn(move, event.key)) return;
    event.preventDefault();
    this.held = true;
    const half = windowSide(this.scale) / 2;
    const { top, left } = this.looked?.window ?? {
      top: Math.round(pixels.height / 2 - half),
      left: Math.round(pixels.width / 2 - half),
    };
    const [down, across] = move[event.key];
    this.at({ top: top + down, left: left + across });
  }

  /** Puts the window at a pixel, and looks. */
  private at(place: Place): void {
    const { pixels } = this.app.images.image!;
    const looked = lookedAt(pixels, place, { patch: this.app.atlas.data.patch, scale: this.scale });
    const { top, left } = looked.window;
    if (top === this.looked?.window.top && left === this.looked.window.left) return;
    this.looked = looked;
    this.app.state = { ...this.app.state, look: [top, left] };
    this.mark();
    void this.run(++this.turn, true);
  }

  /** First coarsely, then, when nothing newer is asked for, in full. */
  private run(turn: number, coarse: boolean): Promise<void> {
    // One after the other: a newer one ends the older, which then gives way.
    this.running = this.running
      .then(() => this.look(turn, coarse))
      .catch((error: unknown) => {
        byId('problem').textContent = `The map of pixels could not be made: ${(error as Error).message}.`;
      });
    return this.running;
  }

  private async look(turn: number, coarse: boolean): Promise<void> {
    const { app, looked } = this;
    const { image } = app.images;
    const stopped = (): boolean => turn !== this.turn;
    if (!app.engine || !image || !looked || stopped()) return;
    const { engine, atlas } = app;
    const { pixels } = image;
    const side = atlas.data.patch;
    const each = async (does: (network: number, scale: number) => Promise<void>): Promise<void> => {
      for (const network of app.looking.networks) {
        const { scale, gradients } = atlas.networkOf(network);
        if (gradients === undefined && !stopped() && !this.isKnown(network)) await does(network, scale);
      }
    };
    const put = (network: number, known: Partial<Known>): void => {
      if (stopped()) return;
      this.known.set(network, { words: '', ...this.known.get(network), ...known });
      this.show();
    };
    const asked = (network: number, scale: number): Parameters<typeof lookOf>[1] => ({
      network,
      scale,
      image: pixels,
      looked,
      side,
    });
    if (coarse) {
      await each(async (network, scale) => {
        const look = await lookOf(engine, asked(network, scale), STEPS.moving, { stopped });
        if (look)
          put(network, {
            look,
            of: { pixels, looked },
            output: undefined,
            words: `coarse, ${STEPS.moving} steps`,
          });
      });
      await new Promise((resolve) => setTimeout(resolve, REST));
    }
    if (stopped()) return;
    app.keepLink();
    await each(async (network) => {
      const input = cut(pixels, looked.patch.top, looked.patch.left, side, side);
      const { image: output } = await engine.ask({ ask: 'output', network, image: input });
      put(network, { output });
    });
    await each(async (network, scale) => {
      const told = (done: number): void => {
        if (done % 10 === 0) put(network, { words: `step ${done} of ${STEPS.resting} …` });
      };
      const look = await lookOf(engine, asked(network, scale), STEPS.resting, { told, stopped });
      if (look) put(network, { look, of: { pixels, looked }, words: `${STEPS.resting} steps` });
    });
    if (!stopped()) announce(this.sentence());
  }

  private sentence(): string {
    return [...this.known]
      .map(([network, { look }]) =>
        look ? `${this.app.atlas.nameOfRun(network)}: diffusion index ${look.di.toFixed(2)}` : '',
      )
      .join('; ');
  }

  private get scale(): number {
    return this.app.atlas.data.networks[0].scale;
  }

  /** The window and the patch around it, over the picture. */
  private mark(): void {
    const { looked, app } = this;
    const { pixels } = app.images.image!;
    const put = (id: string, place: Place, side: number): void => {
      const mark = byId(id);
      mark.hidden = !looked;
      mark.style.cssText = `top: ${(100 * place.top) / pixels.height}%; left: ${(100 * place.left) / pixels.width}%; width: ${(100 * side) / pixels.width}%; height: ${(100 * side) / pixels.height}%`;
    };
    put('look-window', looked?.window ?? { top: 0, left: 0 }, looked?.window.side ?? 0);
    put('look-patch', looked?.patch ?? { top: 0, left: 0 }, app.atlas.data.patch);
  }

  private show(): void {
    const { app, looked } = this;
    const { atlas } = app;
    const { patch } = atlas.data;
    this.mark();
    const side = windowSide(this.scale);
    byId('looks-words').textContent = looked
      ? `The redder a pixel, the more it made of the detail in the window (yellow): gradients along a path from the blurred patch to the patch, as ddr attribute lam has them. The diffusion index says how many pixels take part, 0: one, 100: all; it holds for patches of ${patch} × ${patch}.`
      : `Point at your image: the pixels that the network used for a window of ${side} × ${side} pixels light up. A click holds the window there; arrow keys move it.`;
    byId('looks-content').replaceChildren(
      ...(looked
        ? app.looking.networks.flatMap((network) => this.shown(network, looked, atlas.nameOfRun(network)))
        : []),
    );
  }

  private shown(network: number, { patch, window }: Looked, name: string): HTMLElement[] {
    const { scale, gradients } = this.app.atlas.networkOf(network);
    if (gradients !== undefined) {
      return [
        make(
          'div',
          {},
          make('h3', {}, name),
          make('p', { class: 'note' }, `There is no map of its pixels: ${gradients}.`),
        ),
      ];
    }
    const { look, output, words } = this.known.get(network) ?? {};
    const frames: HTMLElement[] = [];
    const place = { top: window.top - patch.top, left: window.left - patch.left };
    const side = this.app.atlas.data.patch;
    const framed = (pixels: Pixels, label: string, caption: string): HTMLElement => {
      const canvas = make('canvas', {
        role: 'img',
        'aria-label': label,
        style: `width: ${SHOWN}; height: ${SHOWN}`,
      });
      draw(canvas, pixels);
      const percent = (value: number): string => `${(100 * value) / side}%`;
      const mark = make('span', {
        class: 'look-mark',
        style: `top: ${percent(place.top)}; left: ${percent(place.left)}; width: ${percent(window.side)}; height: ${percent(window.side)}`,
      });
      return make(
        'figure',
        {},
        make('div', { class: 'point' }, canvas, mark),
        make('figcaption', {}, caption),
      );
    };
    if (look) {
      const input = cut(this.app.images.image!.pixels, patch.top, patch.left, side, side);
      const picture = overPicture(look.found, createImage(side, side, input.data));
      const di = `Diffusion index ${look.di.toFixed(2)}`;
      frames.push(framed(picture, `${name}: pixels that it used. ${di}`, `${di} (${words})`));
    } else frames.push(make('p', { class: 'note' }, words || 'computing …'));
    if (output)
      frames.push(
        framed(
          output,
          `${name}: what comes out`,
          scale > 1 ? `what comes out, ${scale} times as large` : 'what comes out',
        ),
      );
    return [make('div', {}, make('h3', {}, name), make('div', { class: 'pins' }, ...frames))];
  }
}
