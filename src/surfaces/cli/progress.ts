import { SingleBar } from 'cli-progress';

export interface Progress {
  (done: number, of: number, what?: string): void;
  stop(): void;
}

/** A bar on the terminal for long work; silent when nobody watches. */
export function progress(label: string): Progress {
  if (!process.stderr.isTTY) return Object.assign(() => undefined, { stop: () => undefined });
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {what}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  let running = false;
  const show = (done: number, of: number, what = ''): void => {
    if (!running) bar.start(of, 0, { what });
    running = true;
    bar.setTotal(of);
    bar.update(done, { what });
  };
  return Object.assign(show, { stop: () => bar.stop() });
}
