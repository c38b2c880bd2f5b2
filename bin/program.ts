import { runWords } from './command-line';

// A reader that has seen enough (`| head`) closes the pipe: no error, and nothing more to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

async function main(): Promise<void> {
  const status = await runWords(process.argv.slice(2));
  if (status !== undefined) process.exitCode = status;
}
void main();
