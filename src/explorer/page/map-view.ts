import { make } from './dom';
import { type Frame, frameOf, onPaper } from './frame';
import { traceMarker } from './marker';
import type { Shape } from './palette';

/** What a map shows. */
export interface MapContent {
  /** rows x 2, in the map's own numbers. */
  readonly points: Float32Array;
  readonly colours: readonly string[];
  readonly shapes: readonly Shape[];
  /** Rows that are shown. */
  readonly shown: readonly number[];
  /** The pinned row, and rows joined to it by lines: the same place under other degradations. */
  readonly pin?: { readonly row: number; readonly same: readonly number[] };
  /** The patches of the reader's image: where they are, and where they were before they were degraded. */
  readonly yours?: { readonly now: Float32Array; readonly before: Float32Array };
}

/** What a map tells of. */
export interface MapEvents {
  /** The row under the cursor or the keys, -1: none; a patch of the reader's is -2 - its number. */
  hover(at: number, x: number, y: number): void;
  pin(row: number): void;
}

/** Milliseconds that points take to glide. */
const GLIDE = 450;
const RADIUS = 4;
/** How near the cursor must come, in pixels. */
const NEAR = 14;

/** A map on a canvas: it glides to what it is given, and is walked through by mouse, finger and keys. */
export class MapView {
  readonly canvas = make('canvas', { class: 'map', tabindex: 0, role: 'application' });
  private content?: MapContent;
  private frame: Frame = { x: 0, y: 0, half: 1 };
  /** On paper: what is seen, and where it glides from. */
  private seen = new Float32Array(0);
  private from = new Float32Array(0);
  private began = 0;
  private running = false;
  private focus = -1;
  private width = 0;
  private height = 0;

  constructor(private readonly events: MapEvents) {
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    this.canvas.addEventListener('pointermove', (event) => this.onPointer(event));
    this.canvas.addEventListener('pointerleave', () => this.events.hover(-1, 0, 0));
    this.canvas.addEventListener('click', (event) => {
      const at = this.nearest(event.offsetX, event.offsetY);
      if (at >= -1) this.events.pin(at);
    });
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
    this.canvas.addEventListener('blur', () => this.setFocus(-1));
  }

  /** Shows this, gliding from what was seen where as many points were. */
  show(content: MapContent, words: string): void {
    this.content = content;
    this.canvas.setAttribute('aria-label', words);
    this.frame = frameOf(content.points);
    const glides = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.from = glides && this.seen.length === content.points.length ? this.seen.slice() : this.target();
    this.began = performance.now();
    this.run();
  }

  /** Moves the reader's patches alone, at once: they follow a slider. */
  move(yours: MapContent['yours']): void {
    if (!this.content) return;
    this.content = { ...this.content, yours };
    this.run();
  }

  /** The frame and size that a copy of the map needs. */
  get paper(): { frame: Frame; content?: MapContent } {
    return { frame: this.frame, content: this.content };
  }

  /** Draws anew, in other colours of the page. */
  redraw(): void {
    this.run();
  }

  private target(): Float32Array<ArrayBuffer> {
    return this.content
      ? (onPaper(this.content.points, this.frame, this.width, this.height) as Float32Array<ArrayBuffer>)
      : new Float32Array(0);
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    [this.width, this.height] = [clientWidth, clientHeight];
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.from = this.target();
    this.draw(performance.now());
  }

  private run(): void {
    if (this.running) return;
    this.running = true;
    const frame = (now: number): void => {
      this.running = this.draw(now);
      if (this.running) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** Draws what is seen at a time; whether it still glides. */
  private draw(now: number): boolean {
    const context = this.canvas.getContext('2d')!;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const { content } = this;
    if (!content || this.width === 0) return false;
    const share = Math.min(1, (now - this.began) / GLIDE);
    const eased = share < 0 ? 0 : 1 - (1 - share) ** 3;
    const target = this.target();
    this.seen = target.map(
      (value, i) => this.from[i] + (value - this.from[i]) * (this.from.length ? eased : 1),
    ) as Float32Array<ArrayBuffer>;
    const style = getComputedStyle(document.documentElement);
    const ink = { ring: style.getPropertyValue('--ring'), halo: style.getPropertyValue('--halo') };
    this.drawRows(context, content);
    this.drawPin(context, content, ink);
    this.drawYours(context, content, ink);
    this.drawFocus(context, ink.ring);
    return share < 1;
  }

  private drawRows(context: CanvasRenderingContext2D, { colours, shapes, shown, yours }: MapContent): void {
    context.globalAlpha = yours ? 0.55 : 0.85;
    for (const row of shown) {
      context.beginPath();
      traceMarker(context, shapes[row], this.seen[2 * row], this.seen[2 * row + 1], RADIUS);
      context.fillStyle = colours[row];
      context.fill();
    }
    context.globalAlpha = 1;
  }

  private drawPin(
    context: CanvasRenderingContext2D,
    { pin, colours, shapes }: MapContent,
    ink: { ring: string; halo: string },
  ): void {
    if (!pin) return;
    const [x, y] = [this.seen[2 * pin.row], this.seen[2 * pin.row + 1]];
    context.strokeStyle = ink.ring;
    context.lineWidth = 0.75;
    context.beginPath();
    for (const row of pin.same) {
      context.moveTo(x, y);
      context.lineTo(this.seen[2 * row], this.seen[2 * row + 1]);
    }
    context.stroke();
    for (const row of [...pin.same, pin.row]) {
      context.beginPath();
      traceMarker(context, shapes[row], this.seen[2 * row], this.seen[2 * row + 1], row === pin.row ? 8 : 5);
      context.fillStyle = colours[row];
      context.fill();
      context.lineWidth = row === pin.row ? 2 : 1;
      context.stroke();
    }
  }

  private drawYours(
    context: CanvasRenderingContext2D,
    { yours }: MapContent,
    ink: { ring: string; halo: string },
  ): void {
    if (!yours) return;
    const now = onPaper(yours.now, this.frame, this.width, this.height);
    const before = onPaper(yours.before, this.frame, this.width, this.height);
    context.strokeStyle = ink.ring;
    context.lineWidth = 1;
    for (let i = 0; i < now.length; i += 2) {
      context.globalAlpha = 0.6;
      context.beginPath();
      context.moveTo(before[i], before[i + 1]);
      context.lineTo(now[i], now[i + 1]);
      context.stroke();
    }
    context.globalAlpha = 1;
    for (let i = 0; i < now.length; i += 2) {
      context.beginPath();
      context.arc(now[i], now[i + 1], i === 0 ? 8 : 6.5, 0, 2 * Math.PI);
      context.fillStyle = ink.halo;
      context.fill();
      context.lineWidth = i === 0 ? 3 : 2;
      context.stroke();
    }
  }

  private drawFocus(context: CanvasRenderingContext2D, ring: string): void {
    if (this.focus < 0) return;
    context.strokeStyle = ring;
    context.lineWidth = 2;
    context.setLineDash([3, 2]);
    context.beginPath();
    context.arc(this.seen[2 * this.focus], this.seen[2 * this.focus + 1], 11, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }

  /** What is drawn at a place: a row, -1 for nothing, -2 and below for a patch of the reader's. */
  private nearest(x: number, y: number): number {
    const { content } = this;
    if (!content) return -1;
    if (content.yours) {
      const now = onPaper(content.yours.now, this.frame, this.width, this.height);
      for (let i = 0; i < now.length; i += 2)
        if (Math.hypot(now[i] - x, now[i + 1] - y) < 9) return -2 - i / 2;
    }
    let [found, best] = [-1, NEAR];
    for (const row of content.shown) {
      const far = Math.hypot(this.seen[2 * row] - x, this.seen[2 * row + 1] - y);
      if (far < best) [found, best] = [row, far];
    }
    return found;
  }

  private onPointer(event: PointerEvent): void {
    this.events.hover(this.nearest(event.offsetX, event.offsetY), event.clientX, event.clientY);
  }

  private setFocus(row: number): void {
    this.focus = row;
    if (row < 0) this.events.hover(-1, 0, 0);
    else {
      const { left, top } = this.canvas.getBoundingClientRect();
      this.events.hover(row, left + this.seen[2 * row], top + this.seen[2 * row + 1]);
    }
    this.run();
  }

  private onKey(event: KeyboardEvent): void {
    const turn: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    if (Object.hasOwn(turn, event.key)) this.setFocus(this.towards(...turn[event.key]));
    else if (event.key === 'Enter' || event.key === ' ') {
      if (this.focus >= 0) this.events.pin(this.focus);
    } else if (event.key === 'Escape') {
      this.events.pin(-1);
      this.setFocus(-1);
    } else return;
    event.preventDefault();
  }

  /** The next row in a direction: near, and more ahead than aside. Without a focus the one in the middle. */
  private towards(dx: number, dy: number): number {
    const shown = this.content?.shown ?? [];
    const [x, y] =
      this.focus >= 0
        ? [this.seen[2 * this.focus], this.seen[2 * this.focus + 1]]
        : [this.width / 2, this.height / 2];
    let [found, best] = [this.focus >= 0 ? this.focus : (shown[0] ?? -1), Infinity];
    for (const row of shown) {
      if (row === this.focus) continue;
      const [ax, ay] = [this.seen[2 * row] - x, this.seen[2 * row + 1] - y];
      const ahead = ax * dx + ay * dy;
      const aside = Math.abs(ax * dy) + Math.abs(ay * dx);
      if (this.focus >= 0 && ahead <= 0.5) continue;
      const far = this.focus >= 0 ? ahead + 2.5 * aside : Math.hypot(ax, ay);
      if (far < best) [found, best] = [row, far];
    }
    return found;
  }
}
