import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
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

const SYNCS = 300;

/**
 * What the disk takes to keep 4 KiB, in milliseconds, where the relay's data will lie: no ack can be quicker than that, and a
 * slow hundredth of them shows in every p99.
 */
export const probeDisk = (): { readonly p50: number; readonly p99: number } => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-chat-bench-'));
  const file = openSync(path.join(folder, 'probe'), 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const start = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  closeSync(file);
  rmSync(folder, { recursive: true });
  const at = (share: number): number => times[Math.floor(SYNCS * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
};
