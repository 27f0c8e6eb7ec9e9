import { formatNumber, t } from '../intl/text';
import classes from './schema.module.css';

const height = 40;

/** Thirty days, oldest first; said in a sentence for who cannot see it. */
export function DayBars({ days }: { days: readonly { day: string; count: number }[] }) {
  const most = Math.max(1, ...days.map((day) => day.count));
  const busiest = days.find((day) => day.count === most);
  return (
    <svg
      className={classes.days}
      viewBox={`0 0 ${days.length * 10} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={
        busiest
          ? t('Events per day over {n} days; most on {day}: {count}', {
              n: days.length,
              day: busiest.day,
              count: formatNumber(busiest.count),
            })
          : t('No events in {n} days', { n: days.length })
      }
    >
      {days.map(({ day, count }, index) => (
        <g key={day}>
          <title>{`${day}: ${formatNumber(count)}`}</title>
          <rect x={index * 10 + 1} y={height - 1} width={8} height={1} className={classes.ground} />
          <rect
            x={index * 10 + 1}
            y={height - (count / most) * height}
            width={8}
            height={(count / most) * height}
            className={classes.day}
          />
        </g>
      ))}
    </svg>
  );
}
