import type { Problem } from '@rapport/contracts';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { t } from '../intl/text';
import classes from './problem-list.module.css';

interface ProblemListProps {
  problems: readonly Problem[];
  onJump?: (problem: Problem) => void;
}

export function ProblemList({ problems, onJump }: ProblemListProps) {
  return (
    <ul className={classes.list}>
      {problems.map((problem, index) => (
        <li
          key={`${problem.code}-${problem.field}-${index}`}
          className={classes.row}
          data-severity={problem.severity}
        >
          {problem.severity === 'error' ? (
            <CircleAlert size={16} aria-hidden />
          ) : (
            <TriangleAlert size={16} aria-hidden />
          )}
          <span className={classes.words}>
            <span className="visually-hidden">
              {problem.severity === 'error' ? t('Error:') : t('Warning:')}{' '}
            </span>
            {onJump ? (
              <button type="button" className={classes.jump} onClick={() => onJump(problem)}>
                {problem.message}
              </button>
            ) : (
              problem.message
            )}
            <span className={classes.where}>{problem.step ?? problem.field}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
