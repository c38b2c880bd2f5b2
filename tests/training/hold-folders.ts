// Run by lock-folder.test.ts in processes of their own: takes each folder that a line names, says whether it got it,
// and keeps it until its input ends.
import { createInterface } from 'node:readline';
import { FolderInUse, lockFolder } from '../../src/training/places';

process.stdout.write('ready\n');
createInterface({ input: process.stdin }).on('line', (folder) => {
  lockFolder(folder).then(
    () => process.stdout.write('got it\n'),
    (error: unknown) =>
      process.stdout.write(error instanceof FolderInUse ? 'in use\n' : `${String(error)}\n`),
  );
});
