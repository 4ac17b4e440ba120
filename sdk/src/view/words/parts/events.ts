/** Somebody in a sentence: `name` is cut and isolated, and the word for the reader where `isYou`. */
export interface Named {
  readonly name: string;
  readonly isYou: boolean;
}

/** Of what happened to the conversation. */
export const eventWords = () => ({
  /** `self`: who did it is who it was done to. */
  events: {
    participant_added: (actor: Named, who: Named, self: boolean) =>
      self ? `${who.name} joined` : `${actor.name} added ${who.isYou ? 'you' : who.name}`,
    participant_removed: (actor: Named, who: Named, self: boolean) =>
      self ? `${who.name} left` : `${actor.name} removed ${who.isYou ? 'you' : who.name}`,
    assigned: (actor: Named, who: Named, self: boolean) =>
      self
        ? `${who.name} took this conversation`
        : `${actor.name} assigned this conversation to ${who.isYou ? 'you' : who.name}`,
    unassigned: (actor: Named) => `${actor.name} gave this conversation back`,
    closed: (actor: Named) => `${actor.name} closed this conversation`,
    reopened: (actor: Named) => `${actor.name} reopened this conversation`,
    handed_over: (_actor: Named, who: Named, _self: boolean, bot: string) => `${who.name} took over from ${bot}`,
  },
});
