import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { pagesWithTables } from './tables';

/** `npm run tables`: writes the tables of the documentation that come from lists anew. */
async function write(): Promise<void> {
  const pages = await pagesWithTables();
  for (const [file, text] of pages) await writeWhole(file, text);
  process.stdout.write(`${[...pages.keys()].map((file) => path.basename(file)).join(', ')}\n`);
}

void write();
