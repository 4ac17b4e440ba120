/** The few checks that these tests need; a failure shows both sides. */
const show = (value: unknown) => JSON.stringify(value, null, 1) ?? String(value);

export function ok(value: unknown, what = 'a true value'): asserts value {
  if (!value) throw new Error(`expected ${what}, got ${String(value)}`);
}

export const equal = (actual: unknown, expected: unknown, what = ''): void => {
  const [a, b] = [show(actual), show(expected)];
  if (a !== b) throw new Error(`${what}\nexpected ${b}\ngot ${a}`);
};

/** Resolves with what `work` was rejected with. */
export const rejection = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`expected an Error, got ${String(error)}`, { cause: error });
  }
  throw new Error('expected a rejection');
};

/** Lets everything that is ready to run do so, without any time passing. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** Waits for a condition on real parts. The runner's own limit ends a wait that is in vain. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
};
