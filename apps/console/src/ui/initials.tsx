import classes from './initials.module.css';

/** A round mark with the first letters of a name; beside the name itself, so hidden from screen readers. */
export function Initials({ name, size = 36 }: { name: string; size?: number }) {
  const letters = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join('');
  return (
    <span className={classes.mark} style={{ width: size, height: size, fontSize: size * 0.38 }} aria-hidden>
      {letters || '?'}
    </span>
  );
}
