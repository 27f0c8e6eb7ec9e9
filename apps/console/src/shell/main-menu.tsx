import { Link } from '@tanstack/react-router';
import { t } from '../intl/text';
import { navigation, settingsNavigation, type Destination } from './navigation';
import classes from './shell.module.css';

export function MainMenu() {
  return (
    <div className={classes.menu}>
      {navigation.map(({ group, items }) => (
        <div key={group ?? 'top'} className={classes.group}>
          {group && (
            <div className={classes.groupName} id={`menu-${group}`}>
              {group}
            </div>
          )}
          <MenuItems items={items} label={group ?? t('Start')} />
        </div>
      ))}
      <div className={classes.bottom}>
        <MenuItems items={settingsNavigation} label={t('Workspace')} />
      </div>
    </div>
  );
}

function MenuItems({ items, label }: { items: Destination[]; label: string }) {
  return (
    <ul className={classes.items} aria-label={label}>
      {items.map(({ to, label: name, icon: Icon, exact }) => (
        <li key={to}>
          <Link
            to={to}
            className={classes.item}
            activeOptions={{ exact: exact ?? false, includeSearch: false }}
          >
            <Icon size={17} aria-hidden />
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
