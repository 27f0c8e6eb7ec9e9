import type { MergeAnswer } from '../../api/merge-types';
import type { Person } from '../../api/person-types';
import type { Profile } from '../../api/types';
import { t } from '../../intl/text';
import { nameOf } from '../name-of';
import { sayType } from '../say-link';
import { sayValue } from '../say-value';
import { MergeEffectsOf } from './merge-effects';
import classes from './merging.module.css';

interface MergePreviewProps {
  answer: MergeAnswer;
  person: Person;
  other: Profile;
}

/** What a merge would do, before it is done. */
export function MergePreview({ answer, person, other }: MergePreviewProps) {
  const names = sideNames(person, other);
  const nameOfSide = (id: string) => names[id] ?? id;
  const [retired] = answer.retired;
  return (
    <>
      <p className={classes.note}>
        {t('{name} goes on, with the events of both. The id of {retired} answers with {name} from then on.', {
          name: nameOfSide(answer.profileId),
          retired: retired ? nameOfSide(retired) : t('the other one'),
        })}
      </p>
      <div>
        <h3 className={classes.heading}>{t('Known by')}</h3>
        <ul className={classes.rows}>
          {answer.identifiers.map(({ type, value, from }) => (
            <li key={`${type}:${value}`} className={classes.row}>
              <span>
                <code>{value}</code> <span className={classes.quiet}>{sayType(type)}</span>
              </span>
              <span className={classes.quiet}>{t('from {name}', { name: nameOfSide(from) })}</span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className={classes.heading}>{t('Traits in which they differ: what was said last counts')}</h3>
        {answer.traits.length === 0 && <p className={classes.quiet}>{t('None.')}</p>}
        <ul className={classes.rows}>
          {answer.traits.map(({ trait, value, from, other: lost }) => (
            <li key={trait} className={classes.row}>
              <span>
                {trait}: <strong>{sayValue(value)}</strong>{' '}
                {lost !== null && (
                  <span className={classes.lost}>
                    <span className="visually-hidden">{t('instead of')} </span>
                    {sayValue(lost)}
                  </span>
                )}
              </span>
              <span className={classes.quiet}>{t('from {name}', { name: nameOfSide(from) })}</span>
            </li>
          ))}
        </ul>
      </div>
      <Groups groups={answer.groups} nameOfSide={nameOfSide} />
      <MergeEffectsOf personId={person.id} otherId={other.id} />
    </>
  );
}

interface GroupsProps {
  groups: MergeAnswer['groups'];
  nameOfSide: (id: string) => string;
}

function Groups({ groups, nameOfSide }: GroupsProps) {
  if (groups.length === 0) return null;
  return (
    <div>
      <h3 className={classes.heading}>{t('Groups')}</h3>
      <ul className={classes.rows}>
        {groups.map(({ groupId, from }) => (
          <li key={`${from} ${groupId}`} className={classes.row}>
            <code>{groupId}</code>
            <span className={classes.quiet}>{t('from {name}', { name: nameOfSide(from) })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Their names; people of one name by an identifier as well. */
function sideNames(person: Profile, other: Profile): Record<string, string> {
  const [a, b] = [nameOf(person), nameOf(other)];
  if (a !== b) return { [person.id]: a, [other.id]: b };
  const tell = (one: Profile, name: string) => {
    const first = one.identifiers[0];
    return first ? `${name} (${first.value})` : name;
  };
  return { [person.id]: tell(person, a), [other.id]: tell(other, b) };
}
