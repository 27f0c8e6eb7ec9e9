import { ApiError } from '../api/problem';
import { openStream, type Query } from '../api/request';
import { frameReader, type StreamFrame } from './domain/parse-stream';

export type StreamState = 'connecting' | 'live' | 'refused';

export interface StreamListener {
  onFrame: (frame: StreamFrame) => void;
  onState: (state: StreamState, error?: unknown) => void;
}

const firstPauseMs = 1000;
const longestPauseMs = 15_000;
/** The server pings every 15 s (api.md 2.9): three missed pings are a dead line, as after a laptop's sleep. */
const silenceMs = 45_000;

/**
 * Follows a stream from after `lastEventId`, or from now, through every interruption. `EventSource` cannot begin at a
 * place of our choice; a view that was paused has to. @returns how to stop
 */
export function followStream(
  path: string,
  query: Query,
  lastEventId: string | null,
  listener: StreamListener,
): () => void {
  const stop = new AbortController();
  void follow(path, query, lastEventId, listener, stop.signal);
  return () => stop.abort();
}

async function follow(
  path: string,
  query: Query,
  from: string | null,
  listener: StreamListener,
  stop: AbortSignal,
): Promise<void> {
  let position = from;
  let pauseMs = firstPauseMs;
  const onFrame = (frame: StreamFrame) => {
    position = frame.id ?? position;
    pauseMs = firstPauseMs;
    if (!stop.aborted) listener.onFrame(frame);
  };
  while (!stop.aborted) {
    listener.onState('connecting');
    try {
      await readOnce(path, query, position, stop, onFrame, () => listener.onState('live'));
    } catch (error) {
      if (stop.aborted) return;
      if (isFinal(error)) {
        listener.onState('refused', error);
        return;
      }
    }
    await pause(pauseMs, stop);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function readOnce(
  path: string,
  query: Query,
  position: string | null,
  stop: AbortSignal,
  onFrame: (frame: StreamFrame) => void,
  onOpen: () => void,
): Promise<void> {
  const silence = new AbortController();
  const body = await openStream(path, query, position, AbortSignal.any([stop, silence.signal]));
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const read = frameReader();
    onOpen();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      read(value).forEach(onFrame);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** A wrong filter or a lost session does not get better by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.body.status >= 400 && error.body.status < 429;
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
