import type { Degrading, Pixels } from '../worker/messages';
import type { App } from './app';
import { AttributionPanel } from './attribution-panel';
import { Divider } from './divider';
import { announce, byId, fromBase64, make } from './dom';
import { openImage } from './open-image';
import { cut, decode, difference, draw } from './pixels';
import { clean } from './state';
import { showVerdicts, verdictWords } from './verdicts';
import { YourImage } from './your-image';

/** Milliseconds of rest after which the slow things follow: what the network puts out. */
const REST = 220;
/** Side of what is super-resolved, LR pixels: on a processor, and on a graphics card. */
const REGION = { processor: 64, card: 128 };

/** What the panel shows beside each other. */
type Comparison = readonly [left: number, right: number];
/** Stand for the enlarged input among networks, for the image before the sliders, and, less a network's number, for what it took away. */
const INPUT = -1;
const ORIGINAL = -2;
const TAKEN = -3;

/** The reader's image: opened, degraded by sliders, judged, and put out. */
export class ImagePanel {
  image?: YourImage;
  /** Milliseconds from the last move of a slider to points at their new places. */
  lastStep = NaN;
  readonly looks: AttributionPanel;
  private readonly divider = new Divider();
  private comparison: Comparison = [INPUT, 0];
  private pairs: readonly Comparison[] = [];
  private pending?: { by: Degrading; began: number };
  private busy = false;
  private timer = 0;
  private outputs = 0;
  private opened = 0;

  constructor(private readonly app: App) {
    this.looks = new AttributionPanel(app);
    this.bindFiles();
    this.bindSliders();
    this.showSamples();
    byId<HTMLSelectElement>('compare').addEventListener('change', (event) => {
      const [left, right] = (event.target as HTMLSelectElement).value.split(',').map(Number);
      this.comparison = this.pairs.find((pair) => pair[0] === left && pair[1] === right) ?? this.comparison;
      void this.showOutput();
    });
  }

  /** A patch of the image as it is. */
  patch(number: number): Pixels | undefined {
    const place = this.image?.places[number];
    const side = this.app.atlas.data.patch;
    return place && cut(this.image!.pixels, place.top, place.left, side, side);
  }

  /** Follows a change of layer or network. */
  async look(): Promise<void> {
    this.fillComparisons();
    if (!this.image) return;
    const { image } = this;
    const done = await image.ensure(this.app.looking);
    if (done && image === this.image) this.show(true);
  }

  /** Opens what a reader gives; a sentence says why where it cannot be. */
  async open(file: Blob, name: string): Promise<void> {
    const turn = ++this.opened;
    this.say('');
    if (!this.app.engine) return this.say('The networks are still being started: try again in a moment.');
    try {
      const opened = await openImage(file, name, this.app.engine, this.app.atlas.data.patch);
      if (turn !== this.opened) return;
      if ('problem' in opened) return this.say(opened.problem);
      if (name !== '') this.app.set({ sample: -1 });
      await this.use(opened.image, `${name}: ${opened.words}`);
    } catch (error) {
      this.say(`${name} could not be opened: ${(error as Error).message}.`);
    }
  }

  /** Takes one of the page's own images. */
  async openSample(at: number): Promise<void> {
    const sample = this.app.atlas.data.samples[at];
    if (!sample) return;
    this.opened++;
    this.say('');
    this.app.set({ sample: at });
    const image = await decode(new Blob([fromBase64(sample.webp)], { type: 'image/webp' }));
    await this.use(image, `${sample.name}, as the networks take it.`);
  }

  private async use(pixels: Pixels, words: string): Promise<void> {
    const { app } = this;
    if (!app.engine) return;
    this.image = new YourImage(pixels, app.atlas, app.engine, app.atlas.data.patch);
    byId('image-panel').hidden = false;
    const many = this.image.places.length;
    byId('picture-words').textContent =
      `${words} ${many === 1 ? 'One patch is' : `${many} patches are`} cut of it.`;
    this.fillComparisons();
    this.looks.begin();
    this.show(false);
    await this.image.ensure(app.looking);
    this.degrade(app.state.degrading);
  }

  /** Asks for a degree; while one is computed only the last that was asked for waits. */
  degrade(by: Degrading): void {
    this.looks.pause();
    this.pending = { by, began: performance.now() };
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    while (this.pending && this.image) {
      const { by, began } = this.pending;
      this.pending = undefined;
      const { image } = this;
      try {
        // A newer wish ends the rest of this one.
        await image.step(
          by,
          this.app.looking,
          (rests) => {
            if (image !== this.image) return;
            if (!rests) this.lastStep = performance.now() - began;
            this.show(rests);
          },
          () => this.pending !== undefined,
        );
      } catch (error) {
        this.say(`The network could not be run: ${(error as Error).message}.`);
        break;
      }
    }
    this.busy = false;
  }

  /** Shows the image and what is known of it. */
  private show(rests: boolean): void {
    const { image, app } = this;
    if (!image) return;
    this.drawPicture();
    app.moveYours();
    const found = app.looking.networks.map((network) => ({
      network,
      layer: app.looking.layer,
      verdict: image.verdict(network, app.looking.layer),
    }));
    showVerdicts(app.atlas, found);
    clearTimeout(this.timer);
    if (!rests) return;
    this.timer = window.setTimeout(() => {
      const words = found.map(({ network, verdict }) =>
        verdict ? `${app.atlas.nameOfRun(network)}: ${verdictWords(app.atlas, verdict)}` : '',
      );
      announce(words.join('; '));
      void this.showOutput().then(() => this.looks.follow());
    }, REST);
  }

  private drawPicture(): void {
    const canvas = byId<HTMLCanvasElement>('picture');
    const { pixels, places } = this.image!;
    draw(canvas, pixels);
    const zoom = Math.max(1, Math.min(4, Math.floor(300 / pixels.width)));
    canvas.style.width = `${zoom * pixels.width}px`;
    canvas.setAttribute(
      'aria-label',
      `Your image as it is now, with ${places.length} patches marked. Arrow keys move a window: which pixels the network used for it is shown below the maps.`,
    );
    const context = canvas.getContext('2d')!;
    const side = this.app.atlas.data.patch;
    context.lineWidth = 1;
    for (const [i, { top, left }] of places.entries()) {
      context.strokeStyle = i === 0 ? 'rgba(255, 255, 255, 0.95)' : 'rgba(255, 255, 255, 0.4)';
      context.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
    }
  }

  /** What the networks make of the middle of the image, beside what it was. */
  private async showOutput(): Promise<void> {
    const { image, app, comparison } = this;
    if (!image || !app.engine) return;
    const turn = ++this.outputs;
    const side = app.engine.onProcessor ? REGION.processor : REGION.card;
    const { height, width } = image.pixels;
    const [down, across] = [Math.min(side, height), Math.min(side, width)];
    const [top, left] = [Math.floor((height - down) / 2), Math.floor((width - across) / 2)];
    const region = cut(image.pixels, top, left, down, across);
    const { scale } = app.atlas.data.networks[0];
    const { engine } = app;
    const of = async (which: number): Promise<Pixels> => {
      if (which === ORIGINAL) return cut(image.original, top, left, down, across);
      if (which <= TAKEN) return difference(region, await of(TAKEN - which));
      const { image: made } =
        which === INPUT
          ? await engine.ask({ ask: 'shrink', image: region, height: scale * down, width: scale * across })
          : await engine.ask({ ask: 'output', network: which, image: region });
      return made;
    };
    // One after the other, so that a worker stays free for a slider that moves again.
    const over = await of(comparison[0]);
    if (turn !== this.outputs) return;
    const under = await of(comparison[1]);
    if (turn !== this.outputs) return;
    this.divider.show(over, under);
    const whole =
      down === height && across === width ? 'the whole image' : `its middle, ${across} × ${down} pixels`;
    byId('divider-words').textContent =
      `${this.nameOf(comparison[0])} on the left, ${this.nameOf(comparison[1])} on the right; ${whole}${scale > 1 ? `, enlarged ${scale} times` : ''}.`;
  }

  private nameOf(which: number): string {
    if (which === ORIGINAL) return 'the image before the sliders';
    if (which <= TAKEN) return `what ${this.nameOf(TAKEN - which)} took away`;
    return which === INPUT ? 'the input' : this.app.atlas.nameOfRun(which);
  }

  private fillComparisons(): void {
    const { networks } = this.app.looking;
    const pairs: Comparison[] = networks.map((network) => [INPUT, network]);
    if (this.app.atlas.data.networks[0].scale === 1) {
      pairs.push(...networks.map((network): Comparison => [ORIGINAL, network]));
      pairs.push(...networks.map((network): Comparison => [INPUT, TAKEN - network]));
    }
    if (networks.length > 1) pairs.push([networks[0], networks[1]]);
    const same = pairs.find((pair) => String(pair) === String(this.comparison));
    // At another snapshot the same comparison of it.
    const at = pairs.length === this.pairs.length ? this.pairs.indexOf(this.comparison) : 0;
    this.comparison = same ?? pairs[Math.max(0, at)];
    this.pairs = pairs;
    byId('compare').replaceChildren(
      ...pairs.map((pair) => {
        const option = make(
          'option',
          { value: String(pair) },
          `${this.nameOf(pair[0])} | ${this.nameOf(pair[1])}`,
        );
        option.selected = pair === this.comparison;
        return option;
      }),
    );
  }

  private bindFiles(): void {
    const input = byId<HTMLInputElement>('file');
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file) void this.open(file, file.name);
      input.value = '';
    });
    const place = byId('drop');
    addEventListener('dragover', (event) => {
      event.preventDefault();
      place.classList.add('over');
    });
    addEventListener('dragleave', () => place.classList.remove('over'));
    addEventListener('drop', (event) => {
      event.preventDefault();
      place.classList.remove('over');
      const file = event.dataTransfer?.files[0];
      if (file) void this.open(file, file.name);
      else this.say('That was no file: save the picture first, then drop it here.');
    });
    addEventListener('paste', (event) => {
      const file = [...(event.clipboardData?.files ?? [])][0];
      if (file) void this.open(file, file.name || 'the pasted picture');
    });
  }

  private bindSliders(): void {
    const { degraders } = this.app.atlas.data;
    byId('learnt-row').hidden = degraders.length === 0;
    byId('learnt').replaceChildren(
      ...[{ name: 'none' }, ...degraders].map(({ name }, i) => make('option', { value: i - 1 }, name)),
    );
    for (const name of Object.keys(clean) as (keyof Degrading)[]) {
      byId<HTMLInputElement>(name).addEventListener('input', (event) => {
        const value = Number((event.target as HTMLInputElement).value);
        // To the right is worse, as with the others.
        const degrading = { ...this.app.state.degrading, [name]: name === 'jpeg' ? 100 - value : value };
        this.app.state = { ...this.app.state, degrading };
        this.showSliders(degrading);
        this.degrade(degrading);
      });
      byId(name).addEventListener('change', () => this.app.keepLink());
    }
  }

  /** Puts the sliders where the state is. */
  showSliders({ blur, noise, jpeg, rain, learnt }: Degrading): void {
    const put = (id: string, value: number, words: string): void => {
      const input = byId<HTMLInputElement>(id);
      if (Number(input.value) !== value) input.value = String(value);
      input.setAttribute('aria-valuetext', words);
      byId(`${id}-value`).textContent = words;
    };
    put('blur', blur, blur === 0 ? 'none' : `σ ${blur.toFixed(1)} px`);
    put('noise', noise, noise === 0 ? 'none' : `σ ${noise} / 255`);
    put('jpeg', 100 - jpeg, jpeg >= 100 ? 'none' : `quality ${jpeg}`);
    byId<HTMLSelectElement>('learnt').value = String(learnt);
    put('rain', rain, rain === 0 ? 'none' : `${rain.toFixed(1)} ‰ of pixels`);
  }

  private showSamples(): void {
    byId('samples').replaceChildren(
      ...this.app.atlas.data.samples.map(({ name, webp }, at) => {
        const picture = make('img', { alt: '', src: `data:image/webp;base64,${webp}` });
        const button = make(
          'button',
          { type: 'button', 'aria-label': `Sample: ${name}`, title: name },
          picture,
        );
        button.addEventListener('click', () => void this.openSample(at));
        return button;
      }),
    );
  }

  private say(words: string): void {
    byId('problem').textContent = words;
  }
}
