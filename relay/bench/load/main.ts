/** The process that the people run in. */
import { answer } from '../child.js';
import type { LoadSpec } from '../scenarios.js';
import { Load } from './load.js';

let load: Load | undefined;

const current = (): Load => {
  if (!load) throw new Error('Nothing was prepared.');
  return load;
};

answer(
  {
    prepare(spec: LoadSpec) {
      load = new Load(spec);
      return load.prepare();
    },
    connect: () => current().connect(),
    crowd: (sockets: number) => current().crowd(sockets),
    disperse: () => current().disperse(),
    warmUp: (seconds: number) => current().warmUp(seconds),
    measure: (seconds: number) => current().measure(seconds),
  },
  () => load?.close(),
);
