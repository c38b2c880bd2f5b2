import type { Command } from 'commander';

interface Options {
  user?: boolean;
  sysPrefix?: boolean;
  prefix?: string;
}

export function addKernel(program: Command): void {
  const kernel = program
    .command('kernel')
    .description('Make the notebook kernel known to another Jupyter: JupyterLab, VS Code, JupyterHub.')
    .addHelpText(
      'after',
      `
The kernel is called ddr-lab. \`npm run lab\` needs no installing: it brings its own. Files of this folder are
used where they are, so install again when it has moved or Node is another. docs/kernel.md has the details.

Examples:
  ddr kernel install                      for yourself; VS Code finds it there, too
  ddr kernel install --sys-prefix         in the active venv or conda environment
  ddr kernel install --prefix /usr/local  for everybody on this machine (JupyterHub)
  ddr kernel uninstall`,
    );
  const where = (command: Command): Command =>
    command
      .option('--user', 'for yourself (the default)')
      .option('--sys-prefix', 'in the active Python environment')
      .option('--prefix <dir>', 'in DIR/share/jupyter/kernels')
      .exitOverride();
  where(kernel.command('install').description('Write the kernel spec.')).action(async (options: Options) => {
    const { installKernel } = await import('../../src/environment/install-kernel');
    console.log(`${await installKernel(options)}\nJupyter now offers TypeScript (ddr-lab).`);
  });
  where(kernel.command('uninstall').description('Remove the kernel spec.')).action(
    async (options: Options) => {
      const { uninstallKernel } = await import('../../src/environment/install-kernel');
      console.log(`Removed ${await uninstallKernel(options)}`);
    },
  );
}
