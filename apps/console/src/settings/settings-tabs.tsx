import { Link } from '@tanstack/react-router';
import { t } from '../intl/text';
import { TabLinks, tabLinkClass } from '../ui/tab-links';

export function SettingsTabs() {
  return (
    <TabLinks label={t('Settings')}>
      <Link to="/settings" activeOptions={{ exact: true }} className={tabLinkClass}>
        {t('Workspace')}
      </Link>
      <Link to="/settings/api-keys" className={tabLinkClass}>
        {t('API keys')}
      </Link>
      <Link to="/settings/identity" className={tabLinkClass}>
        {t('Identity')}
      </Link>
    </TabLinks>
  );
}
