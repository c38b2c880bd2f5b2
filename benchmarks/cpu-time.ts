import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** Processor time that a process has used, in milliseconds; undefined where there is no /proc. */
export function processCpuMs(pid: number): number | undefined {
  try {
    // The command's name, in parentheses, may hold spaces: fields are counted from behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return undefined;
  }
}

/** Processor time that the whole machine has used, in milliseconds; undefined where there is no /proc. */
export function machineCpuMs(): number | undefined {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)[0]
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq) * tickMs;
  } catch {
    return undefined;
  }
}
