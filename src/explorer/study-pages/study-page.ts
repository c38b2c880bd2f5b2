import type { Study } from '../../studies/study';
import type { PageStart } from '../shared/data';
import type { ExplorerOptions } from '../write-explorer';

/** The explorer made for a study: what `ddr explore --study NAME` writes. One object, and one line in `study-pages.ts`. */
export interface StudyPage {
  readonly study: Study;
  /** The page's heading. */
  readonly title: string;
  /** What the reader may do there, in a sentence or two. */
  readonly about: string;
  /** What it is made of; options that are given otherwise stand before these. */
  readonly options: Pick<
    ExplorerOptions,
    'weights' | 'degradations' | 'degraders' | 'images' | 'layers' | 'snapshots'
  >;
  /** How it opens. */
  readonly start: PageStart;
}
