import type { ExplorerData } from '../shared/data';
import type { Pixels } from '../worker/messages';
import { fromBase64 } from './dom';
import { cut, decode } from './pixels';

/** The patches of the map as pictures. */
export class Sprite {
  private constructor(
    private readonly sheet: Pixels,
    private readonly side: number,
    private readonly columns: number,
  ) {}

  static async open({ sprite, patch, contents }: ExplorerData): Promise<Sprite> {
    return new Sprite(await decode(new Blob([fromBase64(sprite)], { type: 'image/webp' })), patch, contents);
  }

  /** The patch of a row. */
  patch(row: number): Pixels {
    const { side, columns } = this;
    return cut(this.sheet, Math.floor(row / columns) * side, (row % columns) * side, side, side);
  }
}
