let context: AudioContext | undefined;

/** A short high tone for yes, a long low one for no; silent where the browser gives no sound. */
export function beep(good: boolean): void {
  try {
    context ??= new AudioContext();
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = good ? 880 : 220;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (good ? 0.08 : 0.3));
  } catch {
    // Without sound the words on the screen say the same.
  }
}
