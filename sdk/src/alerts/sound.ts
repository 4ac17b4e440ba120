/** Two soft notes, made here: a strict policy allows neither `data:` nor a file from elsewhere. */
export interface Sound {
  /** Browsers let a page be heard only after somebody has touched it. */
  readonly isReady: boolean;
  play(): void;
  close(): void;
}

/** Hertz, and seconds after the first: a fifth upwards. */
const NOTES = [
  [587.33, 0],
  [880, 0.11],
] as const;
const LOUDNESS = 0.12;
const LENGTH_S = 0.35;

const note = (audio: AudioContext, hertz: number, at: number): void => {
  const tone = audio.createOscillator();
  const level = audio.createGain();
  tone.frequency.value = hertz;
  // From and to almost nothing: a tone that is cut off clicks.
  level.gain.setValueAtTime(0.0001, at);
  level.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
  tone.connect(level).connect(audio.destination);
  tone.start(at);
  tone.stop(at + LENGTH_S);
};

export const createSound = (): Sound => {
  let audio: AudioContext | null = null;
  const touched = () => {
    // Made at the first touch, not before: a context made earlier only gets a warning into the console.
    audio ??= new AudioContext();
    // Closed before it came to that.
    audio.resume().catch(() => undefined);
  };
  const touches = ['pointerup', 'keydown'] as const;
  for (const type of touches) addEventListener(type, touched, { capture: true, passive: true });
  if (navigator.userActivation.hasBeenActive) touched();
  return {
    get isReady() {
      return audio?.state === 'running';
    },
    play() {
      if (!audio) return;
      for (const [hertz, after] of NOTES) note(audio, hertz, audio.currentTime + after);
    },
    close() {
      for (const type of touches) removeEventListener(type, touched, { capture: true });
      void audio?.close();
      audio = null;
    },
  };
};
