import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, held to one core, that answers questions. */
export interface Child {
  ask<T>(question: string, value?: unknown): Promise<T>;
  readonly pid: number;
  close(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** @param file beside this one */
export const startChild = (
  file: string,
  options: { core: number | undefined; nodeArgs?: readonly string[] },
): Child => {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const node = [process.execPath, '--import', 'tsx', '--expose-gc', ...(options.nodeArgs ?? [])];
  const pinned = options.core === undefined ? node : ['taskset', '-c', String(options.core), ...node];
  const [command = process.execPath, ...rest] = pinned;
  const child: ChildProcess = fork(path, {
    execPath: command,
    execArgv: rest,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(`${file}: ${error}`));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${String(code)}.`));
    waiting.clear();
  });
  return {
    get pid() {
      return child.pid ?? 0;
    },
    ask: <T>(question: string, value?: unknown) =>
      new Promise<T>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id: asked, question, value });
      }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
};

export type Answers = Readonly<Record<string, (value: never) => unknown>>;

/** The other side: answers until the parent lets go, then `end` and exit. */
export const answer = (answers: Answers, end: () => Promise<void> | void): void => {
  process.on('message', ({ id, question, value }: { id: number; question: string; value: unknown }) => {
    void (async () => {
      try {
        const how = answers[question];
        if (!how) throw new Error(`There is no answer to "${question}".`);
        process.send?.({ id, value: await how(value as never) });
      } catch (error) {
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  process.on('disconnect', () => void Promise.resolve(end()).then(() => process.exit(0)));
};
