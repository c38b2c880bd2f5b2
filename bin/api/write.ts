import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { API_FOLDER, apiPages } from './pages';

/** `npm run api`: writes `docs/api/` anew; pages that no longer exist are removed. */
async function write(): Promise<void> {
  const pages = await apiPages();
  await mkdir(API_FOLDER, { recursive: true });
  for (const name of await readdir(API_FOLDER)) {
    if (name.endsWith('.md') && !pages.has(name)) await rm(path.join(API_FOLDER, name));
  }
  for (const [name, text] of pages) await writeWhole(path.join(API_FOLDER, name), text);
  process.stdout.write(`${pages.size} pages in ${path.relative(process.cwd(), API_FOLDER)}\n`);
}

void write();
