import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./writing-process.ts', import.meta.url));

export interface Told {
  open?: boolean;
  refused?: string;
  conversation?: string;
  id?: string;
  seq?: number;
  client?: string;
}

/** A real process on the folder, which ends with `kill()` at the latest. */
export function startProcess(folder: string, mode: 'hold' | 'burst', listen: (told: Told) => void = () => undefined) {
  const child: ChildProcess = fork(script, [folder, mode], { execArgv: ['--import', 'tsx'] });
  const exit = once(child, 'exit');
  const first = new Promise<Told>((resolve) => {
    child.once('message', (told) => resolve(told as Told));
  });
  child.on('message', (told) => listen(told as Told));
  return {
    pid: child.pid,
    first,
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
