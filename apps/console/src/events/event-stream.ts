import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { currentWorkspaceId } from '../api/credentials';
import { get, queryString, type Query } from '../api/request';
import type { LiveEvent, Page } from '../api/types';
import { keepNewest } from './keep-newest';

export type StreamState = 'connecting' | 'live' | 'broken';
export interface EventStream {
  rows: readonly LiveEvent[];
  state: StreamState;
  /** Events that the server left out of the stream since the page opened, because there were too many. */
  sampledOut: number;
  clear: () => void;
}

const flushEveryMs = 200;

/**
 * What came to the door lately, then what comes now. Arrivals are gathered and shown a few times per second, so that a
 * busy source costs a fixed amount of rendering.
 */
export function useEventStream(filters: Query, paused = false): EventStream {
  const [rows, setRows] = useState<readonly LiveEvent[]>([]);
  const [state, setState] = useState<StreamState>('connecting');
  const [sampledOut, setSampledOut] = useState(0);
  const waiting = useRef<LiveEvent[]>([]);
  const key = JSON.stringify(filters);
  const stable = useMemo(() => JSON.parse(key) as Query, [key]);
  const recent = useQuery({
    queryKey: ['recent-events', key],
    queryFn: ({ signal }) => get<Page<LiveEvent>>('/events', { ...stable, limit: 100 }, signal),
    staleTime: 0,
    gcTime: 0,
  });

  useEffect(() => {
    if (recent.data) setRows((before) => keepNewest(before, recent.data.data));
  }, [recent.data]);

  useEffect(() => {
    setRows([]);
    waiting.current = [];
    const source = new EventSource(
      `/api/v1/events/stream${queryString({ ...stable, workspace: currentWorkspaceId() })}`,
    );
    const receive = (event: MessageEvent<string>) => {
      waiting.current.push(JSON.parse(event.data) as LiveEvent);
    };
    source.addEventListener('open', () => setState('live'));
    source.addEventListener('error', () =>
      setState(source.readyState === EventSource.CLOSED ? 'broken' : 'connecting'),
    );
    source.addEventListener('accepted', receive);
    source.addEventListener('rejected', receive);
    source.addEventListener('sampled', (event: MessageEvent<string>) => {
      const { dropped } = JSON.parse(event.data) as { dropped: number };
      setSampledOut((before) => before + dropped);
    });
    return () => source.close();
  }, [stable]);

  useEffect(() => {
    if (paused) return undefined;
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return;
      const arrived = waiting.current;
      waiting.current = [];
      setRows((before) => keepNewest(before, arrived));
    }, flushEveryMs);
    return () => clearInterval(timer);
  }, [paused]);

  const clear = useCallback(() => {
    waiting.current = [];
    setRows([]);
  }, []);
  return { rows, state, sampledOut, clear };
}
