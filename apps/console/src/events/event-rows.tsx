import { useMediaQuery } from '@mantine/hooks';
import { CircleX, Flag, TriangleAlert } from 'lucide-react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { LiveEvent } from '../api/event-types';
import { formatNumber, t } from '../intl/text';
import { formatClock, zonesOf } from '../intl/times';
import { StatusBadge } from '../ui/status-badge';
import type { GapRow, SampledRow, StreamRow } from './stream-rows';
import classes from './event-rows.module.css';
import { sayFlag, sayRejection } from './say-code';
import { sayEvent } from './say-event';

interface EventRowsProps {
  rows: readonly StreamRow[];
  onOpen: (event: LiveEvent) => void;
}

/** Only the rows in sight are in the document; what arrives while somebody reads further down does not move what they read. */
export function EventRows({ rows, onOpen }: EventRowsProps) {
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const height = narrow ? 66 : 46;
  const box = useRef<HTMLDivElement>(null);
  const firstId = useRef<string | undefined>(undefined);
  const [top, setTop] = useState(0);

  useLayoutEffect(() => {
    const known = firstId.current;
    firstId.current = rows[0]?.id;
    const view = box.current;
    if (!view || view.scrollTop === 0 || !known) return;
    const moved = rows.findIndex((row) => row.id === known);
    if (moved > 0) view.scrollTop += moved * height;
  }, [rows, height]);

  const start = Math.max(0, Math.floor(top / height) - 4);
  const visible = rows.slice(start, start + 30);
  return (
    <div className={classes.box} ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <ul
        className={classes.rows}
        style={{ height: rows.length * height }}
        aria-label={t('Events, newest first')}
      >
        {visible.map((row, index) => (
          <li
            key={row.id}
            className={classes.place}
            style={{ height, transform: `translateY(${(start + index) * height}px)` }}
            aria-setsize={rows.length}
            aria-posinset={start + index + 1}
          >
            {row.kind === 'event' ? <EventRow row={row.event} onOpen={onOpen} /> : <Note row={row} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

const EventRow = memo(function EventRow({
  row,
  onOpen,
}: {
  row: LiveEvent;
  onOpen: (event: LiveEvent) => void;
}) {
  return (
    <button type="button" className={classes.row} onClick={() => onOpen(row)}>
      <time className={classes.time} dateTime={row.receivedAt} title={zonesOf(row.receivedAt)}>
        {formatClock(row.receivedAt)}
      </time>
      <span className={classes.type}>{row.type ?? '–'}</span>
      <span className={classes.name}>{sayEvent(row.type, row.name)}</span>
      <span className={classes.person}>{row.person ?? t('nobody')}</span>
      <span className={classes.source}>{row.source.name ?? row.source.id}</span>
      <span className={classes.outcome}>
        {row.outcome === 'accepted' ? (
          <>
            {row.flags.length > 0 && <FlagMark flags={row.flags} />}
            <StatusBadge tone="good">{t('Accepted')}</StatusBadge>
          </>
        ) : (
          <span title={sayRejection(row.code ?? '')}>
            <StatusBadge tone="bad" icon={CircleX}>
              {row.code ?? t('Rejected')}
            </StatusBadge>
          </span>
        )}
      </span>
    </button>
  );
});

function FlagMark({ flags }: { flags: readonly string[] }) {
  const words = flags.map((flag) => sayFlag(flag).name).join(', ');
  return (
    <span className={classes.flag} title={words}>
      <Flag size={14} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

const gapReasons: Record<string, string> = {
  too_old: t('The stream was held for so long that the server no longer has what came next.'),
  unknown_position: t('The server does not know the place where the stream was held.'),
};

/** What the stream itself has to say, at the place where it happened. */
function Note({ row }: { row: GapRow | SampledRow }) {
  return (
    <p className={classes.note}>
      <TriangleAlert size={15} aria-hidden />
      {row.kind === 'sampled' ? (
        <span>
          <strong>{t('{n} more came here than can be shown live.', { n: formatNumber(row.dropped) })}</strong>{' '}
          {t('They were accepted or rejected as usual.')}
        </span>
      ) : (
        <span>
          <strong>{t('Some events are missing here.')}</strong> {gapReasons[row.reason] ?? row.reason}
        </span>
      )}
    </p>
  );
}
