import type { Atlas } from './atlas';
import { announce, byId, make } from './dom';
import type { Engine } from './engine';
import { ImagePanel } from './image-panel';
import { showLegend, showScale } from './legend';
import { MapView, type MapContent } from './map-view';
import { coloured, type Coloured, isDark, lookOf } from './palette';
import { showPinned } from './pinned';
import { chiOfMap, chiOfYours, chiWords } from './separations';
import type { Sprite } from './sprite';
import { type State, toFragment } from './state';
import { showTip } from './tip';
import type { Looking } from './your-image';

/** One of the two maps with what stands around it. */
interface Side {
  readonly place: HTMLElement;
  readonly title: HTMLElement;
  readonly caption: HTMLElement;
  readonly view: MapView;
}

/** The page: its state, and what shows it. */
export class App {
  readonly sides: readonly [Side, Side];
  readonly images: ImagePanel;
  engine?: Engine;
  private looks?: readonly Coloured[];
  private lookKey = '';

  constructor(
    readonly atlas: Atlas,
    readonly sprite: Sprite,
    public state: State,
    private readonly start: State,
    private readonly changed: (state: State) => void,
  ) {
    this.sides = [this.side('map-a', 0), this.side('map-b', 1)];
    this.images = new ImagePanel(this);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.refresh());
  }

  /** The networks that are shown. */
  get shownNetworks(): readonly number[] {
    return [...new Set(this.state.networks.filter((network) => network >= 0))];
  }

  /** What runs for them, and how deep: the snapshots of their trainings where the page has their weights. */
  get looking(): Looking {
    const { step, layer } = this.state;
    return {
      networks: this.shownNetworks.map((network) => this.atlas.runAt(network, step) ?? network),
      layer,
    };
  }

  /** Changes the state and shows it. */
  set(changes: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...changes };
    this.refresh();
    const looksElsewhere =
      before.layer !== this.state.layer ||
      before.networks !== this.state.networks ||
      before.step !== this.state.step;
    if (looksElsewhere) void this.images.look();
    if (before.pin !== this.state.pin || looksElsewhere) this.showPin();
  }

  /** Shows the state anew. */
  refresh(): void {
    const { state, atlas } = this;
    this.changed(state);
    this.keepLink();
    showLegend(atlas, state, (at) => {
      const { hidden } = this.state;
      this.set({ hidden: hidden.includes(at) ? hidden.filter((one) => one !== at) : [...hidden, at] });
    });
    showScale(this.colouring()[Math.max(0, state.networks[0])].scale);
    this.sides.forEach((_, at) => this.showSide(at as 0 | 1));
    byId('note').textContent = this.noteWords();
  }

  /** Puts the reader's patches where they are now, and nothing else. */
  moveYours(): void {
    this.sides.forEach(({ view, caption }, at) => {
      const network = this.state.networks[at];
      if (network < 0) return;
      view.move(this.yours(network));
      caption.replaceChildren(...this.captionOf(network));
    });
  }

  /** The link to what is seen. */
  keepLink(): void {
    const fragment = toFragment(this.state, this.start);
    try {
      history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
    } catch {
      // A page inside another has no address of its own.
    }
  }

  showPin(): void {
    const { atlas, sprite, engine, state } = this;
    const looking = { networks: this.shownNetworks, layer: state.layer };
    void showPinned(state.pin, looking, { atlas, sprite, engine, pin: (row) => this.set({ pin: row }) });
  }

  /** What stands below a map, without marks. */
  captionWords(network: number): string {
    return this.captionOf(network)
      .map((part) => (typeof part === 'string' ? part : part.textContent))
      .join('');
  }

  titleWords(network: number): string {
    const { name } = this.atlas.data.networks[network];
    return `${name}, ${this.atlas.mapOf(network, this.state.layer).layer}`;
  }

  private side(id: string, at: 0 | 1): Side {
    const place = byId(id);
    const title = make('div', { class: 'map-title' });
    const caption = make('figcaption');
    const view = new MapView({
      hover: (row, x, y) => this.hover(at, row, x, y),
      pin: (row) => {
        this.set({ pin: row === this.state.pin ? -1 : row });
        announce(this.state.pin < 0 ? 'Nothing is pinned.' : `Pinned: ${this.atlas.nameOf(this.state.pin)}.`);
      },
    });
    place.append(title, view.canvas, caption);
    return { place, title, caption, view };
  }

  private showSide(at: 0 | 1): void {
    const { place, title, caption, view } = this.sides[at];
    const network = this.state.networks[at];
    place.hidden = network < 0;
    byId('map-b').parentElement!.classList.toggle('one', this.state.networks[1] < 0);
    if (network < 0) return;
    const { data } = this.atlas;
    const { name, about } = data.networks[network];
    const map = this.atlas.mapOf(network, this.state.layer);
    title.replaceChildren(`${name}, ${map.layer}`, make('small', {}, about));
    caption.replaceChildren(...this.captionOf(network));
    view.show(
      this.contentOf(network),
      `Map of ${this.shown().length} patches. ${this.titleWords(network)}. ${this.captionWords(network)} Arrow keys go from patch to patch, Enter pins.`,
    );
  }

  private contentOf(network: number): MapContent {
    const { state, atlas } = this;
    const { contents, degradations } = atlas.data;
    const shapes = degradations.map((_, at) => lookOf(degradations, at).shape);
    const same = [...atlas.groups.keys()].filter(
      (row) =>
        row !== state.pin &&
        row % contents === state.pin % contents &&
        !state.hidden.includes(atlas.groups[row]),
    );
    return {
      points: atlas.pointsOf(network, state.layer, state.step, state.map),
      colours: this.colouring()[network].colours,
      shapes: [...atlas.groups].map((group) => shapes[group]),
      shown: this.shown(),
      ...(state.pin >= 0 && { pin: { row: state.pin, same } }),
      yours: this.yours(network),
    };
  }

  /** Of a snapshot there is a map alone where its weights are not in the page. */
  private yours(network: number): MapContent['yours'] {
    const run = this.atlas.runAt(network, this.state.step);
    if (run === undefined) return undefined;
    return this.images.image?.points(run, this.state.layer, this.state.map);
  }

  private shown(): number[] {
    return [...this.atlas.groups.keys()].filter((row) => !this.state.hidden.includes(this.atlas.groups[row]));
  }

  private captionOf(network: number): (string | Node)[] {
    const { state, atlas } = this;
    const points = atlas.pointsOf(network, state.layer, state.step, state.map);
    const chi = chiOfMap(atlas, points, this.shown());
    const parts: (string | Node)[] = [];
    if (chi !== undefined) parts.push('CHI of the map ', make('b', {}, chiWords(chi)), '. ');
    const yours = this.yours(network);
    const own = yours && chiOfYours(yours);
    if (own !== undefined) {
      parts.push('Your patches, before against after: ', make('b', {}, chiWords(own)), '.');
    } else if (this.images.image && atlas.runAt(network, state.step) === undefined) {
      parts.push('Your image is placed at the end of the training.');
    }
    return parts;
  }

  private noteWords(): string {
    const { state, atlas } = this;
    const { explained } = atlas.mapOf(state.networks[0], state.layer).about;
    const share = Math.round(100 * (explained[0] + explained[1]));
    const atSnapshot = this.shownNetworks.some((network) => atlas.snapshotOf(network, state.step));
    const way =
      state.map === 'tsne' && !atSnapshot
        ? 't-SNE of the first 20 principal components; new patches are placed by its transform, the old ones held.'
        : `Principal components 1 and 2${atSnapshot ? '' : `, ${share} % of the variance on the left`}; new patches are placed exactly.`;
    const rings = this.images.image
      ? ' Rings are patches of your image, the thick one its middle; lines lead from where they were.'
      : '';
    return `A point is a patch of ${atlas.data.patch} × ${atlas.data.patch} pixels, by the mean and deviation of each channel. ${way}${rings}`;
  }

  private colouring(): readonly Coloured[] {
    const key = `${this.state.colour} ${isDark()}`;
    if (!this.looks || key !== this.lookKey) {
      this.looks = this.atlas.data.networks.map((_, network) =>
        coloured(this.atlas, network, this.state.colour),
      );
      this.lookKey = key;
    }
    return this.looks;
  }

  private hover(at: 0 | 1, row: number, x: number, y: number): void {
    if (row === -1) return showTip();
    const network = this.state.networks[at];
    if (row < -1) {
      const patch = this.images.patch(-2 - row);
      return patch ? showTip({ patch, words: `your image, patch ${-1 - row}`, x, y }) : showTip();
    }
    const loss = this.atlas.lossOf(network)[row];
    const words = `${this.atlas.nameOf(row)}\nloses ${loss.toFixed(2)} dB`;
    showTip({ patch: this.sprite.patch(row), words, x, y });
    if (document.activeElement === this.sides[at].view.canvas) announce(words.replace('\n', ', '));
  }
}
