import { Link } from '@tanstack/react-router';
import { t } from '../intl/text';
import classes from './settings.module.css';

export function SettingsTabs() {
  return (
    <nav aria-label={t('Settings')} className={classes.tabs}>
      <Link to="/settings" activeOptions={{ exact: true }} className={classes.tab}>
        {t('Workspace')}
      </Link>
      <Link to="/settings/api-keys" className={classes.tab}>
        {t('API keys')}
      </Link>
    </nav>
  );
}
