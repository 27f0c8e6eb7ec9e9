import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveEvent } from '../api/event-types';
import { get, type Query } from '../api/request';
import type { Page } from '../api/types';
import type { StreamFrame } from './domain/parse-stream';
import { eventRow, keepNewest, type StreamRow } from './stream-rows';
import { followStream, type StreamState } from './follow-stream';

export interface EventStream {
  rows: readonly StreamRow[];
  state: StreamState;
  /** Why the server refused the filters. */
  error: unknown;
  clear: () => void;
}

const flushEveryMs = 200;

/**
 * What came to the door lately, then what comes now. Arrivals are gathered and shown a few times per second, so that a
 * busy source costs a fixed amount of rendering. Pausing closes the stream and keeps its place; going on asks for all
 * that came after that place.
 */
export function useEventStream(filters: Query, paused = false): EventStream {
  const [rows, setRows] = useState<readonly StreamRow[]>([]);
  const [state, setState] = useState<StreamState>('connecting');
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef<StreamRow[]>([]);
  const place = useRef<string | null>(null);
  /** What is not newer than this was cleared away. */
  const floor = useRef('');
  const key = JSON.stringify(filters);
  const stable = useMemo(() => JSON.parse(key) as Query, [key]);
  const recent = useQuery({
    queryKey: ['recent-events', key],
    queryFn: ({ signal }) => get<Page<LiveEvent>>('/events', { ...stable, limit: 100 }, signal),
    staleTime: 0,
    gcTime: 0,
    enabled: !paused,
    refetchOnWindowFocus: false,
  });
  const lookAgain = recent.refetch;

  useEffect(() => {
    setRows([]);
    waiting.current = [];
    place.current = null;
    floor.current = '';
  }, [stable]);

  useEffect(() => {
    const known = recent.data?.data.map(eventRow).filter((row) => row.at > floor.current);
    if (known) setRows((before) => keepNewest(before, known));
  }, [recent.data]);

  useEffect(() => {
    if (paused) return undefined;
    const note = noteMaker();
    const stop = followStream('/events/stream', stable, place.current, {
      onFrame: (frame) => {
        place.current = frame.id ?? place.current;
        // What came between the list and the place where the stream began is read once more.
        if (frame.event === 'ready' && place.current === null) void lookAgain();
        waiting.current.push(...rowsOfFrame(frame, note));
      },
      onState: (now, fault) => {
        setState(now);
        setError(fault ?? null);
      },
    });
    const timer = setInterval(() => {
      const arrived = waiting.current;
      waiting.current = [];
      if (arrived.length > 0) setRows((before) => keepNewest(before, placed(arrived, before)));
    }, flushEveryMs);
    return () => {
      stop();
      clearInterval(timer);
      const left = waiting.current;
      waiting.current = [];
      setRows((before) => keepNewest(before, placed(left, before)));
    };
  }, [stable, paused, lookAgain]);

  const clear = useCallback(() => {
    waiting.current = [];
    setRows((before) => {
      floor.current = before[0]?.at ?? floor.current;
      return [];
    });
  }, []);
  return { rows, state, error, clear };
}

type NoteMaker = () => string;

/** Ids for what the server gives none. */
function noteMaker(): NoteMaker {
  const run = Math.random().toString(36).slice(2);
  let n = 0;
  return () => `note-${run}-${n++}`;
}

const unplaced = '';

function rowsOfFrame(frame: StreamFrame, note: NoteMaker): StreamRow[] {
  switch (frame.event) {
    case 'accepted':
    case 'rejected':
      return [eventRow(JSON.parse(frame.data) as LiveEvent)];
    case 'gap': {
      const { reason } = JSON.parse(frame.data) as { reason: string };
      return [{ kind: 'gap', id: note(), at: unplaced, reason }];
    }
    case 'sampled': {
      const { dropped } = JSON.parse(frame.data) as { dropped: number };
      return [{ kind: 'sampled', id: note(), at: unplaced, dropped }];
    }
    default:
      return [];
  }
}

/** A note has no time of its own: it stands right above the newest event known when it came. */
function placed(arrived: readonly StreamRow[], before: readonly StreamRow[]): StreamRow[] {
  let newest = before[0]?.at ?? unplaced;
  return arrived.map((row) => {
    if (row.at === unplaced) return { ...row, at: newest };
    if (row.at > newest) newest = row.at;
    return row;
  });
}
