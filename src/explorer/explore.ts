import { escapeHtml } from '@ddr-lab/book/cells/html';
import { show } from '@ddr-lab/book/cells/display';
import { explorerHtml, type ExplorerOptions } from './write-explorer';

/** What `explore` takes besides networks and images: the page's options, and how high it is shown. */
export interface ExploreOptions extends Omit<ExplorerOptions, 'weights' | 'images'> {
  /** CSS pixels; default 900. */
  readonly height?: number;
}

/**
 * Shows the explorer below the cell: the page of `ddr explore`, in a frame of its own, which asks the network for nothing. It is
 * saved with the notebook, and works there without a kernel.
 *
 * @param networks weight files, or networks that ship by name; default those of the command.
 * @param images a set by name, a folder or a set; default the test set.
 * @throws InputError as `explorerHtml`.
 */
export async function explore(
  networks?: ExplorerOptions['weights'],
  images?: ExplorerOptions['images'],
  { height = 900, ...options }: ExploreOptions = {},
): Promise<void> {
  const page = await explorerHtml({
    ...options,
    ...(networks && { weights: networks }),
    ...(images !== undefined && { images }),
  });
  show({
    'text/html': `<iframe title="ddr-lab explorer" sandbox="allow-scripts allow-downloads allow-modals" style="width:100%;height:${height}px;border:0" srcdoc="${escapeHtml(page)}"></iframe>`,
    'text/plain': 'The explorer: a page that appears where scripts run.',
  });
}
