// There is no Docker where the tests run: what can be read of the image, and of what cites this project, is held here.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, SYSTEM_PARTS, nodeProblem } from '../../environment/facts.mjs';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const { version, license, description } = JSON.parse(read('package.json')) as Record<string, string>;

/** The steps of the Dockerfile: instruction, and what follows in one line. */
const steps = read('Dockerfile')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ')[0], rest: line.slice(line.indexOf(' ') + 1) }));
const all = (name: string): string[] => steps.filter((step) => step.name === name).map(({ rest }) => rest);

it('the image stands on one exact Node, that this project takes', () => {
  expect(all('FROM')).toHaveLength(1);
  const node = /^node:(\d+\.\d+\.\d+)-bookworm-slim$/.exec(all('FROM')[0])?.[1];
  expect(nodeProblem(node!)).toBeUndefined();
});

it("it installs what set-up asks for by Debian's names, git for dev containers, and nothing else", () => {
  const [apt] = all('RUN').filter((step) => step.includes('apt-get install'));
  const named = /apt-get install -y --no-install-recommends ([^&]+)/.exec(apt)![1].trim().split(/\s+/);
  const wanted = SYSTEM_PARTS.flatMap(({ packages }) => packages);
  expect([...named].sort()).toEqual(['ca-certificates', 'git', ...wanted].sort());
});

it('what it copies, starts and links to is in the project, and nobody is root from there on', () => {
  expect(all('COPY')).toEqual(['--chown=${NB_UID} . .']);
  const used = [...read('Dockerfile').matchAll(/(?:\/opt\/ddr-lab\/|node )((?:bin|environment)\/[\w./-]+)/g)];
  expect(used.map(([, file]) => file)).toEqual(['bin/ddr.js', 'environment/setup.mjs']);
  for (const [, file] of used) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  const order = steps.map(({ name }) => name);
  expect(all('USER')).toEqual(['${NB_UID}']);
  expect(order.indexOf('USER')).toBeLessThan(order.lastIndexOf('RUN'));
  const [, , last] = all('RUN');
  expect(last).toMatch(/^npm ci --ignore-scripts .*&& node environment\/setup\.mjs/);
  expect(JSON.parse(all('CMD')[0])).toEqual(['npm', 'run', 'lab', '--', '--no-browser', '--ip=0.0.0.0']);
  // What belongs to a machine stays out of the image.
  const ignored = read('.dockerignore').split('\n');
  for (const each of ['.git', '**/node_modules', '.ddr', 'out', 'data']) expect(ignored).toContain(each);
});

it('Binder and dev containers take the same image', () => {
  // Binder looks for these folders first, and for the Dockerfile where there are none.
  expect(['binder', '.binder'].filter((folder) => existsSync(path.join(ROOT, folder)))).toEqual([]);
  const { build, remoteUser } = JSON.parse(read('.devcontainer/devcontainer.json')) as {
    build: { dockerfile: string; context: string };
    remoteUser: string;
  };
  expect(path.join(ROOT, '.devcontainer', build.dockerfile)).toBe(path.join(ROOT, 'Dockerfile'));
  expect(path.join(ROOT, '.devcontainer', build.context, '/')).toBe(path.join(ROOT, '/'));
  expect(all('ARG')).toContain(`NB_USER=${remoteUser}`);
});

it("who cites it finds the project's own version, licence and title", () => {
  const zenodo = JSON.parse(read('.zenodo.json')) as {
    title: string;
    version: string;
    license: string;
    creators: { name: string }[];
  };
  const cff = (key: string): string => new RegExp(`^${key}: '?(.*?)'?$`, 'm').exec(read('CITATION.cff'))![1];
  const authors = /^Copyright \(c\) \d+ (.+)$/m.exec(read('LICENSE'))![1];
  expect([cff('version'), cff('license')]).toEqual([version, license]);
  expect([zenodo.version, zenodo.license]).toEqual([version, license]);
  expect(zenodo.title).toBe(cff('title'));
  expect(description.startsWith(zenodo.title.replace(/^ddr-lab: /, ''))).toBe(true);
  const [first] = /^authors:\n {2}- name: (.+)$/m.exec(read('CITATION.cff'))!.slice(1);
  expect([first, ...zenodo.creators.map(({ name }) => name)].map((name) => name.toLowerCase())).toEqual([
    authors,
    authors,
  ]);
});

it('the forge tries what .ci/run tries on Linux, and set-up on macOS and Windows, with each Node that is promised', () => {
  const workflow = read('.github/workflows/ci.yml');
  expect([...workflow.matchAll(/node: \[(.*)\]/g)].map(([, list]) => list)).toEqual([
    '20, 22, 24',
    '20, 22, 24',
  ]);
  expect(workflow).toMatch(/os: \[macos-\d+, windows-\d+\]/);
  const files = [
    ...workflow.matchAll(/(?<=[\s"])(\.ci\/run|(?:tests|notebooks|environment|bin)\/[\w./-]+)/g),
  ];
  expect(files.length).toBeGreaterThan(5);
  for (const [, file] of files) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
});

it('the recipe for Apptainer makes the same image', () => {
  const recipe = read('workflow/ddr-lab.def').replace(/\\\n\s*/g, '');
  expect(/^From: (\S+)$/m.exec(recipe)?.[1]).toBe(all('FROM')[0]);
  const packages = (text: string): string[] =>
    /apt-get install -y --no-install-recommends ([^&\n]+)/.exec(text)![1].trim().split(/\s+/).sort();
  expect(packages(recipe)).toEqual(packages(all('RUN').find((step) => step.includes('apt-get install'))!));
  for (const step of ['npm ci --ignore-scripts', 'node environment/setup.mjs', 'npm cache clean --force']) {
    expect(read('Dockerfile')).toContain(step);
    expect(recipe).toContain(step);
  }
  expect(recipe).toContain('ln -s /opt/ddr-lab/bin/ddr.js /usr/local/bin/ddr');
});
