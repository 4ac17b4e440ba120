import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { spawnSync } from 'node:child_process';

const osName = (): string => {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
};

/** In a line: what the figures were measured on. */
export const describeMachine = (): string => {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${cpus().length} x ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory} GiB, ${osName()}, Linux ${release()}, Node ${process.versions.node}; load before the run ${load}`;
};

/** The core for the server and the one for the load, where there are two and `taskset` to hold them apart. */
export const cores = (): { readonly server: number; readonly load: number } | null =>
  cpus().length >= 2 && spawnSync('taskset', ['-V']).status === 0 ? { server: 0, load: 1 } : null;

/** Milliseconds that a core was busy since boot, whoever kept it so; null where the system does not tell. */
export const busyMs = (core: number): number | null => {
  try {
    const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    // proc(5): user nice system idle iowait irq softirq steal, in hundredths of a second.
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '').split(' ').map(Number);
    return line === undefined ? null : (user + nice + system + irq + softirq + steal) * 10;
  } catch {
    return null;
  }
};
