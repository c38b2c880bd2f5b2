/**
 * Makes docs/pictures/architecture.svg: the rooms of src/ and the packages, with arrows for what imports from what, as the
 * files do it today.
 *
 *   npx tsx docs/pictures/architecture.ts
 */
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { readRooms, roomsPicture } from './rooms';

async function main(): Promise<void> {
  await writeWhole(path.join(__dirname, 'architecture.svg'), roomsPicture(await readRooms()));
}

void main();
