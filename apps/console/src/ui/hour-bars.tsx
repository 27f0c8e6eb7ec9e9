import { formatNumber, t } from '../intl/text';
import { formatMoment } from '../intl/times';
import classes from './hour-bars.module.css';

export interface HourBar {
  /** Start of the hour. */
  at: string;
  accepted: number;
  rejected: number;
}

const height = 64;

/** Accepted below, rejected hatched on top, one column per hour; the same numbers as a table for who cannot see it. */
export function HourBars({ hours, label }: { hours: readonly HourBar[]; label: string }) {
  const most = Math.max(1, ...hours.map((hour) => hour.accepted + hour.rejected));
  const now = new Date();
  const width = hours.length * 10;
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden
        focusable="false"
      >
        <defs>
          <pattern
            id="rejected-hours"
            width="3"
            height="3"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="3" height="3" className={classes.soft} />
            <rect width="1.4" height="3" className={classes.bad} />
          </pattern>
        </defs>
        {hours.map((hour, index) => {
          const accepted = (hour.accepted / most) * (height - 2);
          const rejected = (hour.rejected / most) * (height - 2);
          return (
            <g key={hour.at}>
              <title>{`${formatMoment(hour.at, now)}: ${formatNumber(hour.accepted)} / ${formatNumber(hour.rejected)}`}</title>
              <rect x={index * 10 + 1} y={height - 1} width={8} height={1} className={classes.ground} />
              <rect
                x={index * 10 + 1}
                y={height - accepted}
                width={8}
                height={accepted}
                className={classes.good}
              />
              <rect
                x={index * 10 + 1}
                y={height - accepted - rejected}
                width={8}
                height={rejected}
                fill="url(#rejected-hours)"
              />
            </g>
          );
        })}
      </svg>
      <figcaption className={classes.caption}>
        <span>{hours[0] ? formatMoment(hours[0].at, now) : ''}</span>
        <span>{t('busiest hour: {n}', { n: formatNumber(most === 1 && isQuiet(hours) ? 0 : most) })}</span>
        <span>{t('now')}</span>
      </figcaption>
      <table className="visually-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Hour')}</th>
            <th scope="col">{t('Accepted')}</th>
            <th scope="col">{t('Rejected')}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.at}>
              <th scope="row">{formatMoment(hour.at, now)}</th>
              <td>{formatNumber(hour.accepted)}</td>
              <td>{formatNumber(hour.rejected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function isQuiet(hours: readonly HourBar[]): boolean {
  return hours.every((hour) => hour.accepted + hour.rejected === 0);
}
