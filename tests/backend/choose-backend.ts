import { useBackend } from '@ddr-lab/engine/backend';

// Prints the choice as JSON; run as a process of its own by backend.test.ts.
useBackend().then(
  (choice) => console.log(JSON.stringify(choice)),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
