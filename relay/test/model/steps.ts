/** What may happen in a run, and how often. */
import fc from 'fast-check';

/** On the wires, at the client, on the relay. */
const WEIGHTS = {
  connect: 6,
  cut: 2,
  read: 14,
  drop: 2,
  swap: 2,
  double: 1,
  poll: 6,
  older: 3,
  receive: 8,
  lose: 1,
  reload: 2,
  send: 5,
  post: 2,
  hold: 2,
  release: 3,
  ping: 3,
  say: 8,
  note: 4,
  edit: 3,
  delete: 2,
  react: 2,
  ask: 1,
  answer: 3,
  mark: 4,
  title: 2,
  assign: 1,
  remove: 1,
  add: 2,
  retain: 2,
  role: 1,
  reply: 3,
  delta: 5,
  draft: 2,
  end: 2,
  restart: 1,
  fork: 1,
} as const;

export interface Step {
  readonly kind: keyof typeof WEIGHTS;
  /** Who, which, how many: each kind of step reads it its own way. */
  readonly n: number;
}

const kinds = Object.entries(WEIGHTS).map(([kind, weight]) => ({
  weight,
  arbitrary: fc.constant(kind as Step['kind']),
}));

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({ kind: fc.oneof(...kinds), n: fc.nat(31) });

export const stepsArbitrary: fc.Arbitrary<Step[]> = fc.array(stepArbitrary, {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});
