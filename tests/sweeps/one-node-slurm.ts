import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from './tiny';

/** Programs of Debian's slurmctld, slurmd, slurm-client and munge. */
export const slurmPrograms = ['slurmctld', 'slurmd', 'sbatch', 'scontrol', 'scancel', 'munged', 'mungekey'];

/** A Slurm of one node with all it has in one folder: no systemd, no database, nothing of the system's own Slurm is touched. Needs root. */
export class OneNodeSlurm {
  private readonly daemons = new Map<string, ChildProcess>();
  readonly env: NodeJS.ProcessEnv;

  constructor(private readonly folder: string) {
    this.env = { ...process.env, SLURM_CONF: path.join(folder, 'slurm.conf') };
  }

  /** Starts the daemons, and waits until the node is ready. */
  async start(): Promise<void> {
    const at = (name: string): string => path.join(this.folder, name);
    const host = os.hostname().split('.')[0];
    const [controller, node] = [20000 + (process.pid % 20000), 40000 + (process.pid % 20000)];
    mkdirSync(at('ctld'), { recursive: true });
    mkdirSync(at('d'), { recursive: true });
    writeFileSync(
      at('slurm.conf'),
      `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${at('munge.socket')}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MailProg=/bin/true
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
StateSaveLocation=${at('ctld')}
SlurmdSpoolDir=${at('d')}
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MinJobAge=600
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
`,
    );
    execFileSync('mungekey', ['--create', '--keyfile', at('munge.key')]);
    const files = ['socket', 'key-file', 'pid-file', 'log-file', 'seed-file'];
    const names = ['munge.socket', 'munge.key', 'munge.pid', 'munge.log', 'munge.seed'];
    this.daemon('munged', [
      '--foreground',
      '--force',
      ...files.map((file, i) => `--${file}=${at(names[i])}`),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    this.startDaemon('slurmctld');
    this.startDaemon('slurmd');
    await until('a node that is idle', () => this.say('sinfo', '-h', '-o', '%t').includes('idle'), 300);
  }

  /** Starts one of its daemons, again where it was killed. */
  startDaemon(name: 'slurmctld' | 'slurmd'): void {
    this.daemon(name, ['-D']);
  }

  /** Kills a daemon by SIGKILL, and nothing that it started. */
  kill(name: string): void {
    this.daemons.get(name)?.kill('SIGKILL');
  }

  /** What a command of Slurm prints; '' where it fails. */
  say(program: string, ...words: readonly string[]): string {
    try {
      return execFileSync(program, words, {
        env: this.env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return '';
    }
  }

  /** Ends all jobs and daemons. */
  async stop(): Promise<void> {
    this.say('scancel', '--user=root');
    await promisify(execFile)('sleep', ['2']);
    for (const daemon of [...this.daemons.values()].reverse()) daemon.kill('SIGTERM');
    await promisify(execFile)('sleep', ['1']);
    for (const daemon of this.daemons.values()) daemon.kill('SIGKILL');
  }

  private daemon(name: string, words: readonly string[]): void {
    const log = path.join(this.folder, `${name}.log`);
    const child = spawn('sh', ['-c', `exec ${name} "$@" >> '${log}' 2>&1`, name, ...words], {
      env: this.env,
      stdio: 'ignore',
      detached: true,
    });
    this.daemons.set(name, child);
  }
}
