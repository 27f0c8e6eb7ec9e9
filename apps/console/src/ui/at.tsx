import { useEffect, useState } from 'react';
import { formatAgo, formatMoment, zonesOf } from '../intl/times';

interface AtProps {
  value: string | null | undefined;
  ago?: boolean;
  personZone?: string | null;
}

/** A time in the workspace's zone; hovering shows which zone that is, and the others that matter. */
export function At({ value, ago, personZone }: AtProps) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!ago) return undefined;
    const timer = setInterval(() => setNow(new Date()), 10_000);
    return () => clearInterval(timer);
  }, [ago]);
  if (!value) return <>–</>;
  return (
    <time dateTime={value} title={zonesOf(value, personZone)}>
      {ago ? formatAgo(value, now) : formatMoment(value, now)}
    </time>
  );
}
